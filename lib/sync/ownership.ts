// UUIDs only: a tag never contains a space, so everything after the first one is for people.
const TAG = /^(isp:[0-9a-f-]{36})(?::([0-9a-f-]{36}))?(?= |$)/;

export interface Owner {
  /** `isp:<installationId>` */
  sharedTag: string;
  userId?: string;
}

/** Who a row belongs to, by the machine part of its comment; undefined when it is not one of ours. */
export function ownerOf(comment: string | undefined): Owner | undefined {
  const match = TAG.exec(comment ?? "");
  if (!match?.[1]) return undefined;
  return { sharedTag: match[1], ...(match[2] && { userId: match[2] }) };
}

export const sharedTagOf = (installationId: string): string => `isp:${installationId}`;
export const userTagOf = (installationId: string, userId: string): string =>
  `isp:${installationId}:${userId}`;

/** True when the comment's machine part is exactly this tag. */
export const carriesTag = (comment: string | undefined, tag: string): boolean =>
  tag !== "" &&
  comment !== undefined &&
  comment.startsWith(tag) &&
  (comment.length === tag.length || comment[tag.length] === " ");
