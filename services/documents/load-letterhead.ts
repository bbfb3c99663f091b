import type { Context } from "@/lib/context";
import type { Letterhead } from "@/lib/documents";
import { formatPhone } from "@/lib/phone";
import { getInstallation } from "@/services/installation";
import { loadSettings } from "@/services/settings";

/** The head of every document, as staff have set it; the operator's name when they have not. The caller has authorised. */
export async function loadLetterhead(ctx: Context): Promise<Letterhead> {
  const [set, installation] = await Promise.all([
    loadSettings(ctx, "letterhead"),
    getInstallation(ctx),
  ]);
  const phone = set.phone || installation.supportPhone;
  const contact = [phone ? formatPhone(phone) : "", set.email].filter(Boolean).join(" · ");
  const numbers = [
    set.kraPin && `KRA PIN ${set.kraPin}`,
    set.licenceNumber && `CA licence ${set.licenceNumber}`,
  ];
  return {
    name: set.legalName || installation.operatorName,
    lines: [...set.addressLines, contact, numbers.filter(Boolean).join(" · ")].filter(Boolean),
    footer: set.footer,
  };
}
