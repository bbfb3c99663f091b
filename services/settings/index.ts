export { getSettings } from "./get-settings";
export { loadSettings } from "./load-settings";
export { saveSettings } from "./save-settings";
export { type SettingsOf, TOPICS, type Topic } from "./topics";
