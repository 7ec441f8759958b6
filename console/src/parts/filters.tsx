/** Filters of a list: they stand in the address, and a saved filter is a name for one. */
import type { ReactNode } from 'react';
import { useParameter } from '../shell/moment.ts';

interface ChoiceProps {
  readonly name: string;
  readonly options: readonly (readonly [value: string | null, label: ReactNode])[];
}

/** One of several, as buttons. */
export function Choice({ name, options }: ChoiceProps) {
  const [value, set] = useParameter(name);
  return options.map(([option, label]) => (
    <button
      key={option ?? ''}
      type="button"
      className="f"
      aria-pressed={value === option}
      onClick={() => set(value === option ? null : option)}
    >
      {label}
    </button>
  ));
}

/** One of many, as a list. */
export function Selection({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly (readonly [string, string])[];
}) {
  const [value, set] = useParameter(name);
  return (
    <label>
      <span className="vh">{label}</span>
      <select value={value ?? ''} onChange={(event) => set(event.target.value)}>
        <option value="">{label}: all</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Numbers that begin so. */
export function Prefix({ name, label }: { name: string; label: string }) {
  const [value, set] = useParameter(name);
  return (
    <label>
      <span className="vh">{label}</span>
      <input
        type="search"
        placeholder={label}
        defaultValue={value ?? ''}
        style={{ width: 150 }}
        onChange={(event) => set(event.target.value.trim())}
      />
    </label>
  );
}

