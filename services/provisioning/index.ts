export { showScript } from "./show-script";
export { type SetUpSuggestion, suggestSetUp } from "./suggest-set-up";
