"use client";

import { Dices } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button";
import { Combobox } from "../ui/combobox";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import type { Option } from "../ui/select";
import { DeviceFields } from "./device-fields";
import type { ServiceType } from "./service-words";

export interface ConnectionChoices {
  packages: (Option & { priceCents: number; period: string; serviceType: ServiceType })[];
  routers: Option[];
}

export interface ConnectionFieldsProps {
  choices: ConnectionChoices;
  /** Put before each field's name, e.g. "user.". */
  prefix?: string;
  username: string;
  onUsername: (username: string) => void;
  password: string;
  onPassword: (password: string) => void;
  onPackage?: (packageId: string) => void;
}

// No characters that people mix up when they read them out over the phone.
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

/** Ten unambiguous characters from the browser's own random source. */
export function generatePassword(): string {
  const bytes = crypto.getRandomValues(new Uint32Array(10));
  return Array.from(bytes, (value) => ALPHABET[value % ALPHABET.length]).join("");
}

const USERNAME_LABELS: Record<ServiceType, string> = {
  pppoe: "PPPoE username",
  static: "Queue name",
  hotspot: "Hotspot username",
};

/** Package, router and the login that goes on the router. */
export function ConnectionFields(props: ConnectionFieldsProps) {
  const { choices, prefix = "", username, onUsername, password, onPassword } = props;
  const [packageId, setPackageId] = useState("");
  const chosen = choices.packages.find((option) => option.value === packageId);
  const service = chosen?.serviceType ?? "pppoe";
  const choosePackage = (id: string) => {
    setPackageId(id);
    props.onPackage?.(id);
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field name={`${prefix}packageId`} reportedAs="packageId" label="Package" required>
        {(control) => (
          <Combobox
            {...control}
            options={choices.packages}
            onValueChange={choosePackage}
            placeholder="Choose a package"
            emptyText="No package. Add one first."
          />
        )}
      </Field>
      <Field name={`${prefix}routerId`} reportedAs="routerId" label="Router" required>
        {(control) => (
          <Combobox
            {...control}
            options={choices.routers}
            defaultValue={choices.routers.length === 1 ? choices.routers[0]?.value : undefined}
            placeholder="Choose a router"
            emptyText="No router. Add one first."
          />
        )}
      </Field>
      <Field
        name={`${prefix}username`}
        reportedAs="username"
        label={USERNAME_LABELS[service]}
        required
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            onChange={(event) => onUsername(event.target.value)}
          />
        )}
      </Field>
      {service === "static" ? null : (
        <Field
          name={`${prefix}password`}
          reportedAs="password"
          label={service === "hotspot" ? "Hotspot password" : "PPPoE password"}
          hint="Easy to read out over the phone. Empty: one is made."
        >
          {(control) => (
            <span className="flex gap-2">
              <Input
                {...control}
                className="font-mono"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={password}
                onChange={(event) => onPassword(event.target.value)}
              />
              <Button
                size="icon"
                className="size-9 shrink-0"
                aria-label="Make another password"
                onClick={() => onPassword(generatePassword())}
              >
                <Dices aria-hidden />
              </Button>
            </span>
          )}
        </Field>
      )}
      <DeviceFields key={service} service={service} prefix={prefix} />
    </div>
  );
}
