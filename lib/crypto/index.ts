export { decrypt, encrypt } from "./encrypt";
export { randomDigits, randomToken, safeEqual, sha256 } from "./hash";
