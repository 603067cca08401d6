import { z } from "zod";

/**
 * Our own member of sessions and CDRs: the driver's code, for the terminal's screen or paper. Receivers pass over members that
 * they do not know, so it is sent in every version.
 */
export const DRIVER_CODE = "kerbwatt_reference";

export const driverCodeMember = {
  [DRIVER_CODE]: z
    .string()
    .regex(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    .optional(),
};
