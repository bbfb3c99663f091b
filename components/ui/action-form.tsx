"use client";

import { CircleAlert } from "lucide-react";
import {
  type FormEvent,
  type ReactNode,
  startTransition,
  useActionState,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button, type ButtonProps } from "./button";
import { FormContext, useFormState } from "./field-context";

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

/** Errors of the last attempt, less those of fields edited since. */
function useFieldErrors(state: ActionState) {
  const [edited, setEdited] = useState<{ of: ActionState; names: string[] }>({
    of: null,
    names: [],
  });
  const touch = useCallback(
    (name: string) =>
      setEdited((was) => ({ of: state, names: [...(was.of === state ? was.names : []), name] })),
    [state],
  );
  const fieldErrors = useMemo(() => {
    if (!state || state.ok) return {};
    const stale = edited.of === state ? edited.names : [];
    const current = Object.entries(state.fieldErrors).filter(
      ([name]) => !stale.some((one) => one === name || one.endsWith(`.${name}`)),
    );
    return Object.fromEntries(current);
  }, [state, edited]);
  return { fieldErrors, touch };
}

/** Sends a form to a server action, keeps what was typed when it fails, and shows errors where they belong. */
export function ActionForm<T>(props: ActionFormProps<T>) {
  const { action, hidden, className, children } = props;
  const [state, dispatch, pending] = useActionState(action, null);
  const { fieldErrors, touch } = useFieldErrors(state);
  const form = useRef<HTMLFormElement>(null);
  const [unplaced, setUnplaced] = useState(false);
  const done = useRef(props.onSuccess);
  done.current = props.onSuccess;

  useEffect(() => {
    if (state?.ok) done.current?.(state.data as T);
    if (!state || state.ok) return;
    const first = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    first?.focus();
    setUnplaced(!first);
  }, [state]);

  // Not through `action`: React would empty the fields after a failed attempt.
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const submitter = (event.nativeEvent as SubmitEvent).submitter;
    const data = new FormData(event.currentTarget, submitter);
    startTransition(() => dispatch(data));
  };
  const edit = (event: FormEvent<HTMLFormElement>) => {
    const { name } = event.target as HTMLInputElement;
    if (name) touch(name);
  };

  const context = useMemo(() => ({ fieldErrors, pending, touch }), [fieldErrors, pending, touch]);
  return (
    <FormContext value={context}>
      <form
        ref={form}
        action={dispatch}
        onSubmit={submit}
        onInput={edit}
        className={className}
        noValidate
      >
        {Object.entries(hidden ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {typeof children === "function" ? children(state) : children}
        {state && !state.ok && (unplaced || state.code !== "invalid") ? (
          <FormMessage words={wordsOf(state)} />
        ) : null}
      </form>
    </FormContext>
  );
}

/** The general sentence, or the first error of a field that the form does not show. */
const wordsOf = (failure: Extract<ActionResult, { ok: false }>) =>
  failure.code === "invalid"
    ? (Object.values(failure.fieldErrors)[0] ?? failure.message)
    : failure.message;

function FormMessage({ words }: { words: string }) {
  return (
    <p
      role="alert"
      className="col-span-full mt-4 flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-sm text-bad"
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      {words}
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
