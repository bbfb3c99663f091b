"use client";

import { startTransition, useActionState, useEffect, useRef } from "react";
import type { FormAction } from "./action-form";
import { Button, type ButtonProps } from "./button";
import { toast } from "./toaster";

export interface ActionButtonProps<T> extends Omit<ButtonProps, "onClick" | "asChild"> {
  action: FormAction<T>;
  fields: Record<string, string>;
  /** Toast after success. */
  success: string;
}

/** One press, one server action, one toast with how it went. */
export function ActionButton<T>({ action, fields, success, ...button }: ActionButtonProps<T>) {
  const [state, dispatch, pending] = useActionState(action, null);
  const words = useRef(success);
  words.current = success;
  useEffect(() => {
    if (state?.ok) toast.success(words.current);
    else if (state) toast.error(state.message);
  }, [state]);
  const press = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    startTransition(() => dispatch(form));
  };
  return <Button {...button} pending={pending} onClick={press} />;
}
