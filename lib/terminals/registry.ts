import type { ProviderProfile } from "./provider.model";
import { FORTECH } from "./providers/fortech/profile";
import { NAYAX } from "./providers/nayax/profile";
import { OPTECHAIN } from "./providers/optechain/profile";
import { OTHER } from "./providers/other/profile";
import { PAYTER } from "./providers/payter/profile";
import { SCHEIDT_BACHMANN } from "./providers/scheidt-bachmann/profile";

/** Every provider that we know something about, in the order of the list; the last stands for all others. */
export const PROVIDERS: readonly ProviderProfile[] = [
  SCHEIDT_BACHMANN,
  FORTECH,
  OPTECHAIN,
  NAYAX,
  PAYTER,
  OTHER,
];

/** The profile of a stored key. A key whose provider was taken away is any other provider. */
export function providerOf(key: string): ProviderProfile {
  return PROVIDERS.find((profile) => profile.key === key) ?? OTHER;
}
