import { Button } from "../ui/button";
import { Input } from "../ui/input";

export interface DaysFormProps {
  /** Fields with the days they hold now. */
  days: { name: string; label: string; value: string }[];
  /** What is wrong with them. */
  problem?: string;
}

/** Chooses days by the page's address: works without scripts, and the address can be kept. */
export function DaysForm({ days, problem }: DaysFormProps) {
  return (
    <form className="flex flex-wrap items-end gap-3" aria-label="Choose the days">
      {days.map(({ name, label, value }) => (
        <div key={name} className="flex flex-col gap-1.5">
          <label htmlFor={`day-${name}`} className="text-sm font-medium">
            {label}
          </label>
          <Input
            id={`day-${name}`}
            type="date"
            name={name}
            defaultValue={value}
            required
            aria-describedby={problem ? "days-problem" : undefined}
            aria-invalid={problem ? true : undefined}
            className="w-40"
          />
        </div>
      ))}
      <Button type="submit">Show</Button>
      {problem ? (
        <p id="days-problem" role="alert" className="basis-full text-sm text-bad">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
