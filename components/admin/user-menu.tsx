"use client";

import { Check, ChevronDown, LogOut } from "lucide-react";
import { useRouter } from "next/navigation";
import { signOut } from "next-auth/react";
import { DropdownMenu } from "radix-ui";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { PREFERENCES } from "./nav.model";
import { rememberPreference } from "./preference";

interface UserMenuProps {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly theme: string;
  readonly density: string;
}

const THEMES = [
  ["system", "Like the system"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;
const DENSITIES = [
  ["dense", "Dense tables"],
  ["comfortable", "Comfortable tables"],
] as const;

/** Who is signed in, how the portal looks, and the way out. */
export function UserMenu({ name, email, role, theme, density }: UserMenuProps) {
  const router = useRouter();
  const choose = (preference: string) => (value: string) => {
    rememberPreference(preference, value);
    router.refresh();
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={buttonClass("quiet", "small")}>
        <span className="max-w-40 truncate">{name}</span>
        <Icon icon={ChevronDown} size={14} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 w-60 rounded-lg border border-line bg-surface p-1 text-sm text-ink"
        >
          <div className="px-2.5 py-2">
            <p className="truncate font-medium">{name}</p>
            <p className="truncate text-[13px] text-muted">{email}</p>
            <p className="text-[13px] text-muted">{role}</p>
          </div>
          <Choices label="Theme" value={theme} options={THEMES} onChoose={choose(PREFERENCES.theme)} />
          <Choices
            label="Density"
            value={density}
            options={DENSITIES}
            onChoose={choose(PREFERENCES.density)}
          />
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} onSelect={() => void signOut({ callbackUrl: "/sign-in" })}>
            <Icon icon={LogOut} size={14} /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ITEM =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2.5 outline-none select-none data-[highlighted]:bg-sunken";

interface ChoicesProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
}

function Choices({ label, value, options, onChoose }: ChoicesProps) {
  return (
    <>
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
      <DropdownMenu.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
        {options.map(([option, word]) => (
          <DropdownMenu.RadioItem key={option} value={option} className={ITEM}>
            <span className="grid size-3.5 place-items-center">
              <DropdownMenu.ItemIndicator>
                <Icon icon={Check} size={14} />
              </DropdownMenu.ItemIndicator>
            </span>
            {word}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}
