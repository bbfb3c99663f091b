import { Download } from "lucide-react";
import { Button, type ButtonProps } from "../ui/button";

export interface DownloadLinkProps extends Pick<ButtonProps, "size" | "variant" | "className"> {
  href: string;
  /** What is downloaded, for those who do not see the page around it. */
  label: string;
  children?: string;
}

/** A file of ours, one press away. */
export function DownloadLink({ href, label, children = "PDF", ...button }: DownloadLinkProps) {
  return (
    <Button asChild {...button}>
      <a href={href} download aria-label={label}>
        <Download aria-hidden />
        {children}
      </a>
    </Button>
  );
}
