import { createHash, X509Certificate } from "node:crypto";

/** Self-signed, for tests only; guards nothing. */
export const testCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtyv7yUn9Zt6pJ4lC
pa3hhgPYiCmyQqJWFdTbSM8WUNyhRANCAATo/FIDUx+oEfXVNYq4tzv2mMTrjhz5
ICtyOs3zQ6l7D2TJH8AY19B84xF6Mp2pNsXzPw2fP48cmh9asHaG5myr
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBgzCCASmgAwIBAgIUE8kU+6s7RQ0DVyYPPg4Rc83hdr4wCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLdGVzdC1yb3V0ZXIwIBcNMjYxMTIyMDk1NjMyWhgPMjEyNjEw
MjkwOTU2MzJaMBYxFDASBgNVBAMMC3Rlc3Qtcm91dGVyMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE6PxSA1MfqBH11TWKuLc79pjE644c+SArcjrN80Opew9kyR/A
GNfQfOMRejKdqTbF8z8Nnz+PHJofWrB2huZsq6NTMFEwHQYDVR0OBBYEFNpcifte
FB/+wko50k0M5oY2SeOVMB8GA1UdIwQYMBaAFNpcifteFB/+wko50k0M5oY2SeOV
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgOkqdKbsFjfK87xm6
GEuH6jkupEO8mUGxb5IvICjZysACIQC5Xzdp1MdR9oXKU6VWINh5LgkzRsl6Ykm3
9jqpuJGe+w==
-----END CERTIFICATE-----
`,
};

export const testCertificateFingerprint = createHash("sha256")
  .update(new X509Certificate(testCertificate.cert).raw)
  .digest("hex");
