// Fields of forms, each with its label.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface TextFieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "search" | "number" | "password" | "date";
  help?: string;
  fault?: string;
  hasHiddenLabel?: boolean;
  placeholder?: string;
  required?: boolean;
  maxLength?: number;
  min?: number | string;
  max?: string;
  step?: "any";
  pattern?: string;
  title?: string;
  autocomplete?: "off";
}

export function TextField({ label, value, onValue, type = "text", help, fault, hasHiddenLabel = false, ...rest }: TextFieldProps) {
  const id = useId();
  const said = fault ?? help;
  return (
    <div class="pf-v6-c-form__group">
      <div class={hasHiddenLabel ? "visually-hidden" : "pf-v6-c-form__group-label"}>
        <label class="pf-v6-c-form__label" for={id}>
          <span class="pf-v6-c-form__label-text">{label}</span>
        </label>
      </div>
      <div class="pf-v6-c-form__group-control">
        <span class={`pf-v6-c-form-control ${fault ? "pf-m-error" : ""}`}>
          <input
            {...rest}
            {...(fault ? { "aria-invalid": true } : {})}
            {...(said ? { "aria-describedby": `${id}-said` } : {})}
            // Any of these may have what is given here; the types of the library tell them apart.
            type={type as "text"}
            id={id}
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
        </span>
        {said && (
          <p id={`${id}-said`} class={fault ? "fault" : "help"}>
            {said}
          </p>
        )}
      </div>
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onValue: (value: string) => void;
  hasHiddenLabel?: boolean;
}

export function Select({ label, value, options, onValue, hasHiddenLabel = false }: SelectProps) {
  const id = useId();
  return (
    <div class="select">
      <label class={hasHiddenLabel ? "visually-hidden" : "pf-v6-c-form__label"} for={id}>
        {label}
      </label>
      <span class="pf-v6-c-form-control">
        <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}

interface CheckProps {
  children: ComponentChildren;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}

export function Check({ children, isChecked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div class="pf-v6-c-check">
      <input id={id} class="pf-v6-c-check__input" type="checkbox" checked={isChecked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <label class="pf-v6-c-check__label" for={id}>
        {children}
      </label>
    </div>
  );
}
