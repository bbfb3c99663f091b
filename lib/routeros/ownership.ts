/** Whether the comment's machine part is this tag, or lies under it: `isp:<installation>` covers its users' rows. */
export function carriesTag(comment: string | undefined, tag: string): boolean {
  const [mark = ""] = (comment ?? "").split(" ", 1);
  return tag !== "" && (mark === tag || mark.startsWith(`${tag}:`));
}

/** `isp:<installation>` of a user's tag: the mark of rows that all users share. */
export const sharedTag = (tag: string): string => tag.split(":").slice(0, 2).join(":");
