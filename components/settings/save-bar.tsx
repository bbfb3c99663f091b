import { SubmitButton } from "../ui/action-form";

/** The foot of a settings form: who may not save is told so. */
export const SaveBar = ({ mayWrite }: { mayWrite: boolean }) => (
  <div className="mt-4 flex items-center justify-end">
    {mayWrite ? (
      <SubmitButton>Save</SubmitButton>
    ) : (
      <p className="text-sm text-ink-muted">Owners and admins change the settings.</p>
    )}
  </div>
);
