"use client";

import { createContext, use } from "react";

/** Errors by field name and whether the form is being sent; set by ActionForm, read by Field. */
export interface FormState {
  fieldErrors: Record<string, string>;
  pending: boolean;
  /** A field was edited since the form was sent: its old error no longer applies. */
  touch: (name: string) => void;
}

export const FormContext = createContext<FormState>({
  fieldErrors: {},
  pending: false,
  touch: () => {},
});

export const useFormState = () => use(FormContext);
