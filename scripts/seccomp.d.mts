/** File names and texts of the container profiles. @param printed what `box seccomp-profile` says */
export function profilesFrom(printed: string): Record<string, string>;
