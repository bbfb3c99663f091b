"use client";

import { CircleAlert } from "lucide-react";
import {
  type FormEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { Button, type ButtonProps } from "./button";
import { FormContext, useFormState } from "./field";

/** What every server action answers; null before the first press. */
export type ActionResult<T = unknown> =
  | { ok: true; data: T }
  | { ok: false; code: string; message: string; fieldErrors: Record<string, string> };
export type ActionState<T = unknown> = ActionResult<T> | null;
export type FormAction<T = unknown> = (
  previous: ActionState,
  form: FormData,
) => Promise<ActionState<T>>;

export interface ActionFormProps<T> {
  action: FormAction<T>;
  onSuccess?: (data: T) => void;
  /** Fields sent along without being shown. */
  hidden?: Record<string, string>;
  className?: string;
  children: ReactNode | ((state: ActionState<T>) => ReactNode);
}

/** Sends a form to a server action, keeps what was typed when it fails, and shows errors where they belong. */
export function ActionForm<T>({
  action,
  onSuccess,
  hidden,
  className,
  children,
}: ActionFormProps<T>) {
  const [state, dispatch, pending] = useActionState(action, null);
  const form = useRef<HTMLFormElement>(null);
  const done = useRef(onSuccess);
  done.current = onSuccess;

  useEffect(() => {
    if (state?.ok) done.current?.(state.data as T);
    else if (state) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);

  // Not through `action`: React would empty the fields after a failed attempt.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const submitter = (event.nativeEvent as SubmitEvent).submitter;
    const data = new FormData(event.currentTarget, submitter);
    startTransition(() => dispatch(data));
  };

  const context = useMemo(
    () => ({ fieldErrors: state && !state.ok ? state.fieldErrors : {}, pending }),
    [state, pending],
  );
  return (
    <FormContext value={context}>
      <form ref={form} action={dispatch} onSubmit={submit} className={className} noValidate>
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {typeof children === "function" ? children(state) : children}
        <FormMessage state={state} />
      </form>
    </FormContext>
  );
}

/** The general sentence of a failed attempt; field errors stand at their fields. */
function FormMessage({ state }: { state: ActionState }) {
  if (!state || state.ok) return null;
  return (
    <p
      role="alert"
      className="mt-4 flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-sm text-bad"
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      {state.message}
    </p>
  );
}

/** The button that sends the surrounding form and shows that it is on its way. */
export function SubmitButton({ children, variant = "primary", ...props }: ButtonProps) {
  const { pending } = useFormState();
  return (
    <Button type="submit" variant={variant} pending={pending} {...props}>
      {children}
    </Button>
  );
}
