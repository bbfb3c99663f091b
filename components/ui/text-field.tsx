"use client";

import { Field, type FieldProps } from "./field";
import { Input, type InputProps, Textarea } from "./input";

type Own = Pick<FieldProps, "label" | "hint" | "optional" | "reportedAs"> & {
  name: string;
  fieldClassName?: string;
};

/** A labelled one-line input. */
export function TextField({
  name,
  label,
  hint,
  optional,
  required,
  reportedAs,
  fieldClassName,
  ...input
}: Own & Omit<InputProps, "name">) {
  return (
    <Field {...{ name, label, hint, optional, required, reportedAs }} className={fieldClassName}>
      {(control) => <Input {...input} {...control} />}
    </Field>
  );
}

/** A labelled text of several lines. */
export function TextAreaField({
  name,
  label,
  hint,
  optional,
  required,
  rows = 3,
  defaultValue,
  disabled,
}: Own & { required?: boolean; rows?: number; defaultValue?: string; disabled?: boolean }) {
  return (
    <Field {...{ name, label, hint, optional, required }}>
      {(control) => <Textarea {...{ rows, defaultValue, disabled }} {...control} />}
    </Field>
  );
}
