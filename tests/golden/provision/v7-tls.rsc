# Set-up of Kilimani tower for RouterOS 7. Safe to run twice.
# It holds a password: do not keep it.

# A group with what is needed and no more
{
  :if ([:len [/user group find where name="isp-manager"]] = 0) do={
    /user group add name="isp-manager" policy="api,read,write,sensitive,test"
  } else={
    /user group set [/user group find where name="isp-manager"] policy="api,read,write,sensitive,test"
  }
}

# The API user, from this server's address only
{
  :if ([:len [/user find where name="isp-api"]] = 0) do={
    /user add name="isp-api" group="isp-manager" password="k7Wq\$pZ\"x\\m" address="10.20.0.1" comment="isp:0190a000-0000-7000-8000-000000000001 api-user"
  } else={
    :if ([/user get [/user find where name="isp-api"] group] != "isp-manager") do={
      :error "There is a user isp-api in another group. Choose another API user, or remove that one."
    }
    /user set [/user find where name="isp-api"] group="isp-manager" password="k7Wq\$pZ\"x\\m" address="10.20.0.1" comment="isp:0190a000-0000-7000-8000-000000000001 api-user"
  }
}

# A certificate of the router's own
{
  :if ([:len [/certificate find where name="isp-api-ssl"]] = 0) do={
    /certificate add name="isp-api-ssl" common-name="Kilimani tower" days-valid="3650" key-size="2048" key-usage="digital-signature,key-encipherment,tls-server"
    /certificate sign [/certificate find where name="isp-api-ssl"]
    :local waited 0
    :while (([:len [/certificate get [/certificate find where name="isp-api-ssl"] fingerprint]] = 0) && ($waited < 90)) do={
      :delay 1s
      :set waited ($waited + 1)
    }
  }
}

# The API service, for this server only
{
  /ip service set api-ssl certificate="isp-api-ssl" tls-version="only-1.2" address="10.20.0.1" port="8729" disabled="no"
}

# The firewall lets this server in
{
  :if ([:len [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 api-access"]] = 0) do={
    :local others [/ip firewall filter find where chain="input" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 api-access" chain="input" action="accept" protocol="tcp" src-address="10.20.0.1" dst-port="8729" disabled="no" place-before=[:pick $others 0]
    } else={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 api-access" chain="input" action="accept" protocol="tcp" src-address="10.20.0.1" dst-port="8729" disabled="no"
    }
  } else={
    /ip firewall filter set [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 api-access"] chain="input" action="accept" protocol="tcp" src-address="10.20.0.1" dst-port="8729" disabled="no"
  }
}

# pool isp-pppoe
{
  :if ([:len [/ip pool find where name="isp-pppoe"]] = 0) do={
    /ip pool add name="isp-pppoe" ranges="10.64.0.2-10.64.15.254" comment="isp:0190a000-0000-7000-8000-000000000001"
  }
}

# filter-rule blocked-from
{
  :if ([:len [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 blocked-from"]] = 0) do={
    :local others [/ip firewall filter find where chain="forward" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 blocked-from" chain="forward" action="drop" src-address-list="isp-blocked" place-before=[:pick $others 0]
    } else={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 blocked-from" chain="forward" action="drop" src-address-list="isp-blocked"
    }
  } else={
    /ip firewall filter set [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 blocked-from"] chain="forward" action="drop" src-address-list="isp-blocked"
  }
}

# filter-rule blocked-to
{
  :if ([:len [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 blocked-to"]] = 0) do={
    :local others [/ip firewall filter find where chain="forward" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 blocked-to" chain="forward" action="drop" dst-address-list="isp-blocked" place-before=[:pick $others 0]
    } else={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 blocked-to" chain="forward" action="drop" dst-address-list="isp-blocked"
    }
  } else={
    /ip firewall filter set [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 blocked-to"] chain="forward" action="drop" dst-address-list="isp-blocked"
  }
}

# filter-rule walled-dns
{
  :if ([:len [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns"]] = 0) do={
    :local others [/ip firewall filter find where chain="forward" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns" chain="forward" src-address-list="isp-walled" action="accept" protocol="udp" dst-port="53" place-before=[:pick $others 0]
    } else={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns" chain="forward" src-address-list="isp-walled" action="accept" protocol="udp" dst-port="53"
    }
  } else={
    /ip firewall filter set [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns"] chain="forward" src-address-list="isp-walled" action="accept" protocol="udp" dst-port="53"
  }
}

# filter-rule walled-dns-tcp
{
  :if ([:len [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns-tcp"]] = 0) do={
    :local others [/ip firewall filter find where chain="forward" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns-tcp" chain="forward" src-address-list="isp-walled" action="accept" protocol="tcp" dst-port="53" place-before=[:pick $others 0]
    } else={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns-tcp" chain="forward" src-address-list="isp-walled" action="accept" protocol="tcp" dst-port="53"
    }
  } else={
    /ip firewall filter set [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-dns-tcp"] chain="forward" src-address-list="isp-walled" action="accept" protocol="tcp" dst-port="53"
  }
}

# filter-rule walled-pay
{
  :if ([:len [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-pay"]] = 0) do={
    :local others [/ip firewall filter find where chain="forward" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-pay" chain="forward" src-address-list="isp-walled" action="accept" dst-address="10.20.0.1" place-before=[:pick $others 0]
    } else={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-pay" chain="forward" src-address-list="isp-walled" action="accept" dst-address="10.20.0.1"
    }
  } else={
    /ip firewall filter set [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-pay"] chain="forward" src-address-list="isp-walled" action="accept" dst-address="10.20.0.1"
  }
}

# filter-rule walled-rest
{
  :if ([:len [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-rest"]] = 0) do={
    :local others [/ip firewall filter find where chain="forward" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-rest" chain="forward" src-address-list="isp-walled" action="reject" place-before=[:pick $others 0]
    } else={
      /ip firewall filter add comment="isp:0190a000-0000-7000-8000-000000000001 walled-rest" chain="forward" src-address-list="isp-walled" action="reject"
    }
  } else={
    /ip firewall filter set [/ip firewall filter find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-rest"] chain="forward" src-address-list="isp-walled" action="reject"
  }
}

# nat-rule walled-web
{
  :if ([:len [/ip firewall nat find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-web"]] = 0) do={
    :local others [/ip firewall nat find where chain="dstnat" dynamic=no !(comment~"^isp:0190a000-0000-7000-8000-000000000001 ")]
    :if ([:len $others] > 0) do={
      /ip firewall nat add comment="isp:0190a000-0000-7000-8000-000000000001 walled-web" chain="dstnat" src-address-list="isp-walled" protocol="tcp" dst-port="80" action="dst-nat" to-addresses="10.20.0.1" to-ports="80" place-before=[:pick $others 0]
    } else={
      /ip firewall nat add comment="isp:0190a000-0000-7000-8000-000000000001 walled-web" chain="dstnat" src-address-list="isp-walled" protocol="tcp" dst-port="80" action="dst-nat" to-addresses="10.20.0.1" to-ports="80"
    }
  } else={
    /ip firewall nat set [/ip firewall nat find where comment="isp:0190a000-0000-7000-8000-000000000001 walled-web"] chain="dstnat" src-address-list="isp-walled" protocol="tcp" dst-port="80" action="dst-nat" to-addresses="10.20.0.1" to-ports="80"
  }
}

# walled-garden pay-page-host
{
  :if ([:len [/ip hotspot walled-garden find where comment="isp:0190a000-0000-7000-8000-000000000001 pay-page-host"]] = 0) do={
    /ip hotspot walled-garden add comment="isp:0190a000-0000-7000-8000-000000000001 pay-page-host" dst-host="pay.example.co.ke" action="allow"
  } else={
    /ip hotspot walled-garden set [/ip hotspot walled-garden find where comment="isp:0190a000-0000-7000-8000-000000000001 pay-page-host"] dst-host="pay.example.co.ke" action="allow"
  }
}

# walled-garden-ip pay-page-address
{
  :if ([:len [/ip hotspot walled-garden ip find where comment="isp:0190a000-0000-7000-8000-000000000001 pay-page-address"]] = 0) do={
    /ip hotspot walled-garden ip add comment="isp:0190a000-0000-7000-8000-000000000001 pay-page-address" dst-address="10.20.0.1" action="accept"
  } else={
    /ip hotspot walled-garden ip set [/ip hotspot walled-garden ip find where comment="isp:0190a000-0000-7000-8000-000000000001 pay-page-address"] dst-address="10.20.0.1" action="accept"
  }
}

# Done
{
  :put "Ready: press Test connection in ISP Manager."
}
