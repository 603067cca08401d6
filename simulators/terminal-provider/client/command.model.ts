/** The commands of a terminal provider (mod_commands 13.3.8). */
export const COMMANDS = ["START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR"] as const;
export type CommandName = (typeof COMMANDS)[number];
