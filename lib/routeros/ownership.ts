/** Whether the comment's machine part is this tag, or lies under it: `isp:<installation>` covers its users' rows. */
export function carriesTag(comment: string | undefined, tag: string): boolean {
  if (tag === "" || !comment?.startsWith(tag)) return false;
  const next = comment[tag.length];
  return next === undefined || next === " " || next === ":";
}

/** `isp:<installation>` of a user's tag: the mark of rows that all users share. */
export const sharedTag = (tag: string): string => tag.split(":").slice(0, 2).join(":");
