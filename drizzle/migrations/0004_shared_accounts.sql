-- The accounts that exist once. Their ids are fixed, so that posting needs no look-up (services/ledger/accounts.ts).
INSERT INTO "ledger_accounts" ("id", "kind", "balance_cents", "version") VALUES
  ('00000000-0000-7000-8000-000000000001', 'mpesa_clearing', NULL, NULL),
  ('00000000-0000-7000-8000-000000000002', 'cash_till', 0, 0),
  ('00000000-0000-7000-8000-000000000003', 'suspense', NULL, NULL),
  ('00000000-0000-7000-8000-000000000004', 'vat_payable', NULL, NULL),
  ('00000000-0000-7000-8000-000000000005', 'excise_payable', NULL, NULL),
  ('00000000-0000-7000-8000-000000000006', 'revenue_internet', NULL, NULL),
  ('00000000-0000-7000-8000-000000000007', 'revenue_fees', NULL, NULL),
  ('00000000-0000-7000-8000-000000000008', 'mpesa_fees', NULL, NULL);
