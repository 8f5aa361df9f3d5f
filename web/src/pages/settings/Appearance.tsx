import { Select } from "../../components/Select";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { exactTime, time } from "../../lib/format";
import { prefer, usePreferences } from "../../lib/preferences";
import { type ThemeChoice, chooseTheme, useThemeChoice } from "../../lib/theme";

const THEMES: { value: ThemeChoice; label: string }[] = [
  { value: "system", label: "As the system has it" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const ZONES = [
  { value: "", label: `The browser's own (${Intl.DateTimeFormat().resolvedOptions().timeZone})` },
  ...["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map(
    (zone) => ({ value: zone, label: zone.replaceAll("_", " ") }),
  ),
];

/** Colours, density and times of this browser. */
export function Appearance() {
  const chosen = usePreferences();
  const theme = useThemeChoice();
  const now = new Date().toISOString();
  return (
    <SettingsPage title="Appearance">
      <p className="quiet">Kept in this browser, and in force at once.</p>
      <div className="settings-form">
        <Select label="Colours" value={theme} options={THEMES} onChange={chooseTheme} />
        <Select
          label="Rows"
          value={chosen.density}
          options={[
            { value: "comfortable", label: "Comfortable" },
            { value: "compact", label: "Compact: more rows on a page" },
          ]}
          onChange={(density) => prefer({ density })}
        />
        <Select
          label="Time zone"
          value={chosen.zone}
          options={ZONES}
          onChange={(zone) => prefer({ zone })}
        />
        <Select
          label="Clock"
          value={chosen.clock}
          options={[
            { value: "24", label: "24 hours" },
            { value: "12", label: "12 hours" },
            { value: "auto", label: "As the browser's language has it" },
          ]}
          onChange={(clock) => prefer({ clock })}
        />
        <p className="outcome" title={exactTime(now)}>
          Now is {time(now)}.
        </p>
      </div>
    </SettingsPage>
  );
}
