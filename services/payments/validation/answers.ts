/** What Daraja understands as an answer to its question. */
export interface ValidationAnswer {
  ResultCode: "0" | "C2B00012" | "C2B00013" | "C2B00015";
  ResultDesc: "Accepted" | "Rejected";
}

export const ACCEPTED: ValidationAnswer = { ResultCode: "0", ResultDesc: "Accepted" };

const refuse = (ResultCode: ValidationAnswer["ResultCode"]): ValidationAnswer => ({
  ResultCode,
  ResultDesc: "Rejected",
});

export const REFUSED = {
  account: refuse("C2B00012"),
  amount: refuse("C2B00013"),
  shortcode: refuse("C2B00015"),
} as const;
