import { MOD, SHORTCUTS } from "../lib/shortcuts";
import { Dialog } from "./Dialog";

const NAMES: Record<string, string> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const scopes = [...new Set(Object.values(SHORTCUTS).map((each) => each.scope))];
  return (
    <Dialog title="Shortcuts" onClose={onClose}>
      {scopes.map((scope) => (
        <section key={scope} className="shortcuts">
          <h3>{scope}</h3>
          <dl>
            {Object.entries(SHORTCUTS)
              .filter(([, each]) => each.scope === scope)
              .map(([name, each]) => (
                <div key={name}>
                  <dt>{each.label}</dt>
                  <dd>
                    {each.keys.map((key) => (
                      <kbd key={key}>{NAMES[key] ?? key.replace("Mod+", MOD)}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
