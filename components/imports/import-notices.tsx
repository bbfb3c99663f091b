import type { ImportDetails } from "@/services/imports";
import { Callout } from "../ui/callout";

export interface ImportNoticesProps {
  batch: { passwordsHidden: boolean; notices: string[] };
  problems: ImportDetails["problems"];
  maySell: boolean;
}

/** What to see to before anything is taken in. */
export function ImportNotices({ batch, problems, maySell }: ImportNoticesProps) {
  return (
    <>
      {batch.passwordsHidden ? (
        <Callout tone="bad" title="The router shows no passwords">
          Give the API user's group the policy “sensitive” (the set-up script does), then read
          again.
        </Callout>
      ) : null}
      {problems.length > 0 ? (
        <Callout tone="warn" title="Some logins cannot be taken in yet">
          <ul className="list-disc pl-4">
            {problems.map(({ code, message, rows }) => (
              <li key={code}>
                <span className="tabular font-medium">{rows.toLocaleString("en")}</span> · {message}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {batch.notices.length > 0 ? (
        <Callout tone="info" title="Worth knowing about this router">
          <ul className="list-disc pl-4">
            {batch.notices.map((notice) => (
              <li key={notice}>{notice}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {maySell ? null : (
        <Callout tone="info" title="An owner or admin takes the import in">
          You can prepare everything here; packages and their prices are theirs to confirm.
        </Callout>
      )}
    </>
  );
}
