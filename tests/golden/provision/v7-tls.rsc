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

# Done
{
  :put "Ready: press Test connection in ISP Manager."
}
