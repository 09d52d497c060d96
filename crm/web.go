package crm

import (
	"net/url"
	"regexp"
)

const maxURL = 2_000

var (
	beginsWWW = regexp.MustCompile(`(?i)^www\.[^\s.:/@]+\.`)
	isDomain  = regexp.MustCompile(`(?i)^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(:\d+)?([/?#]\S*)?$`)
)

// completeWeb is the web address with the https:// that people leave out before "www.".
func completeWeb(address string) string {
	if beginsWWW.MatchString(address) {
		return "https://" + address
	}
	return address
}

// completeSite is completeWeb where a domain ("example.com/contact") can be nothing else.
func completeSite(address string) string {
	if isDomain.MatchString(address) {
		return "https://" + address
	}
	return completeWeb(address)
}

// isWeb tells whether the text is an address of http or https that can be followed.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && len(address) <= maxURL
}
