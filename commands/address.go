package commands

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// addressFlag says how browsers reach Verkoop where that is not as it listens.
type addressFlag struct {
	Address string `env:"VERKOOP_ADDRESS" placeholder:"URL" json:",omitempty" help:"How browsers reach Verkoop, such as https://sales.example.com; printed links begin with it. Without it: the address that is listened on."`
}

// base is what printed links begin with; otherwise where none was given.
func (f addressFlag) base(otherwise string) (string, error) {
	if f.Address == "" {
		return otherwise, nil
	}
	u, err := url.Parse(f.Address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", usageError(fmt.Sprintf("%q is not an address of browsers; write it as https://sales.example.com", f.Address))
	}
	return u.Scheme + "://" + u.Host, nil
}

// address is where a browser on this machine finds the server.
func address(scheme string, ln net.Listener) string {
	host, port, err := net.SplitHostPort(ln.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return scheme + "://" + net.JoinHostPort("localhost", port)
	}
	return scheme + "://" + ln.Addr().String()
}

// local tells that only this machine can connect.
func local(ln net.Listener) bool {
	a, err := netip.ParseAddrPort(ln.Addr().String())
	return err == nil && a.Addr().Unmap().IsLoopback()
}

// networks reads what proxies to trust: addresses, and networks such as 10.0.0.0/8.
func networks(texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range texts {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil && a.Zone() == "" {
				p = netip.PrefixFrom(a, a.BitLen())
			}
		}
		if a := p.Addr(); a.Is4In6() && p.Bits() >= 96 {
			p = netip.PrefixFrom(a.Unmap(), p.Bits()-96)
		}
		if err != nil || !p.IsValid() {
			return nil, usageError(fmt.Sprintf("%q is not the network address of a proxy; write it as 192.0.2.7 or 192.0.2.0/24", text))
		}
		out = append(out, p.Masked())
	}
	return out, nil
}
