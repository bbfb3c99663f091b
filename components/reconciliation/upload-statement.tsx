"use client";

import { Upload } from "lucide-react";
import type { ImportedStatement } from "@/services/reconciliation";
import { ActionForm, type FormAction, SubmitButton } from "../ui/action-form";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

export interface UploadStatementProps {
  action: FormAction<ImportedStatement>;
  channelId: string;
}

/** Takes a statement from the M-Pesa portal, and says what was in it. */
export function UploadStatement({ action, channelId }: UploadStatementProps) {
  return (
    <ActionForm action={action} hidden={{ channelId }} className="flex flex-col gap-3">
      {(state) => (
        <>
          <Field
            name="file"
            label="Statement from the M-Pesa portal"
            hint="CSV, as the portal exports it. The same file twice does nothing."
          >
            {(control) => (
              <Input type="file" accept=".csv,text/csv" className="h-auto py-1.5" {...control} />
            )}
          </Field>
          <div>
            <SubmitButton variant="secondary">
              <Upload aria-hidden /> Upload
            </SubmitButton>
          </div>
          {state?.ok ? <Outcome {...state.data} /> : null}
        </>
      )}
    </ActionForm>
  );
}

function Outcome({ again, rowCount, newRowCount, notCompleted, problems }: ImportedStatement) {
  return (
    <div role="status" className="text-sm">
      <p>
        {again
          ? "This file was uploaded before; nothing has changed."
          : `${rowCount} ${rowCount === 1 ? "line" : "lines"} read, ${newRowCount} of them new${notCompleted > 0 ? `, ${notCompleted} not completed by M-Pesa` : ""}.`}
      </p>
      <Problems problems={problems} />
    </div>
  );
}

/** Lines of a statement that could not be read. */
export function Problems({ problems }: Pick<ImportedStatement, "problems">) {
  if (problems.length === 0) return null;
  return (
    <details className="mt-1">
      <summary className="cursor-pointer text-warn">
        {problems.length} {problems.length === 1 ? "line" : "lines"} could not be read
      </summary>
      <ul className="mt-1 list-disc pl-5 text-ink-muted">
        {problems.slice(0, 100).map((problem) => (
          <li key={problem.line}>{problem.message}</li>
        ))}
      </ul>
    </details>
  );
}
