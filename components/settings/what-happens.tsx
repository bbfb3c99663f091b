import { Callout } from "../ui/callout";

/** What the settings as they stand in the form will do, read out as it changes. */
export const WhatHappens = ({ sentences }: { sentences: string[] }) => (
  <div aria-live="polite">
    <Callout tone="info" title="What will happen">
      <ul className="list-disc space-y-1 pl-4">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Callout>
  </div>
);
