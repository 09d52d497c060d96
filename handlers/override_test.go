package handlers

import (
	"net/url"
	"strings"
	"testing"
)

func TestAMethodInTheAddressPassesTheSameGuards(t *testing.T) {
	s := open(t)
	token := s.token
	for _, route := range s.app.GetRoutes(true) {
		if route.Method != "PUT" && route.Method != "DELETE" {
			continue
		}
		path := strings.NewReplacer(":number", "1042", ":user", string(s.actor), ":group", "noord", ":session", "x").Replace(route.Path)
		s.token = ""
		if a := s.do("POST", path+"?_method="+route.Method, url.Values{}); a.status != 401 {
			t.Errorf("%s %s by nobody: status %d", route.Method, path, a.status)
		}
		s.token = token
		if a := s.do("POST", path+"?_method="+route.Method, url.Values{}, with(csrfHeader, "")); a.status != 403 {
			t.Errorf("%s %s without a token: status %d", route.Method, path, a.status)
		}
	}
}
