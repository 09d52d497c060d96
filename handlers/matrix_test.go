package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/transfer"
)

// matrix says what each kind of person gets at each route. A row is a method, a
// path of the route table (and a variant in brackets, which forms below knows),
// the status of what is done, and a group of cells: one where the route is not
// about one sale, else three, for a sale that is visible for everyone, for the
// owner's group, and for its owner only. A group has a cell for each person:
//
//	n  nobody is signed in
//	a  administrator
//	m  manager of the sale's group
//	M  manager of another group
//	o  the seller who owns the sale
//	c  a seller of the same group
//	s  a seller of another group
//	r  a reader, of the same group
//
// and a cell says:
//
//   - done, with the status of the row
//     >  303 to another page; for nobody: to the log-in form
//     !  401, with the log-in form
//     x  403: may be seen, but not done
//   - 404: may not be seen
const matrix = `
                                                namMocsr  namMocsr  namMocsr
GET    /static/*                           200  ++++++++
GET    /favicon.ico                        302  ++++++++
GET    /healthz                            200  ++++++++

GET    /login                              200  +>>>>>>>
POST   /login                              303  ++++++++
POST   /language                           303  ++++++++
GET    /setup/:token                       410  ++++++++
POST   /setup/:token                       410  ++++++++
GET    /password/:token                    200  ++++++++
POST   /password/:token                    303  ++++++++

GET    /calendar/:token.ics                200  ++++++++

GET    /                                   303  >+++++++
DELETE /session                            303  !+++++++

GET    /find/box                           200  >+++++++

GET    /sales                              200  >+++++++
GET    /sales/board                        200  >+++++++
GET    /sales/export.:format               200  >+++++++
POST   /sales                              303  !++++++x
GET    /sales/count                        200  >+++++++
GET    /sales/counts                       200  >+++++++
GET    /sales/:number                      200  >+++++++  >++-++-+  >++-+---
GET    /sales/:number            (new)     200  >++++++x
PUT    /sales/:number                      303  !++++++x  !++-++-x  !++-+---
PUT    /sales/:number            (owner)   303  !++x+xxx  !++-+x-x  !++-+---
PUT    /sales/:number            (visible) 303  !++x+xxx  !++-+x-x  !++-+---
DELETE /sales/:number                      303  !++x+xxx  !++-+x-x  !++-+---
GET    /sales/:number/deletion             200  >++x+xxx  >++-+x-x  >++-+---
GET    /sales/:number/edit                 200  >++++++x  >++-++-x  >++-+---
POST   /sales/:number/edit                 200  !++++++x  !++-++-x  !++-+---
POST   /sales/:number/edit       (new)     200  !++++++x
POST   /sales/:number/recalculation        200  !++++++x  !++-++-x  !++-+---
POST   /sales/:number/recalculation (new)  200  !++++++x
POST   /sales/:number/links                200  !++++++x  !++-++-x  !++-+---
POST   /sales/:number/links      (new)     200  !++++++x
PUT    /sales/:number/stalled              303  !++++++x  !++-++-x  !++-+---
PUT    /sales/:number/stage                303  !++++++x  !++-++-x  !++-+---
GET    /sales/:number/stage                200  >++++++x  >++-++-x  >++-+---
GET    /sales/:number/move                 200  >++++++x  >++-++-x  >++-+---
POST   /sales/:number/move                 200  !++++++x  !++-++-x  !++-+---
PUT    /sales/:number/move                 303  !++++++x  !++-++-x  !++-+---
GET    /sales/:number/guide                303  >+++++++  >++-++-+  >++-+---
GET    /sales/:number/suggestions/:item    200  >++++++x  >++-++-x  >++-+---
POST   /sales/:number/suggestions/:item    303  !++++++x  !++-++-x  !++-+---
GET    /sales/:number/place                200  >+++++++  >++-++-+  >++-+---
GET    /sales/:number/history              200  >+++++++  >++-++-+  >++-+---
GET    /sales/:number/history/:version     200  >+++++++  >++-++-+  >++-+---

GET    /sales/:number/activities/new       200  >++++++x  >++-++-x  >++-+---
POST   /sales/:number/activities           303  !++++++x  !++-++-x  !++-+---
GET    /sales/:number/activities/:activity 200  >+++++++  >++-++-+  >++-+---
PUT    /sales/:number/activities/:activity 303  !++++++x  !++-++-x  !++-+---
DELETE /sales/:number/activities/:activity 303  !++x+xxx  !++-+x-x  !++-+---
PUT    /sales/:number/activities/:activity/completed 303 !++++++x !++-++-x !++-+---
GET    /sales/:number/activities/:activity/deletion 200 >++x+xxx >++-+x-x >++-+---
GET    /sales/:number/activities/:activity/file 200 >+++++++ >++-++-+ >++-+---
GET    /activities/new                     200  >++++++x
POST   /activities                         303  !++++++x
GET    /sale-options                       200  >+++++++

GET    /find                               200  >+++++++
GET    /find                     (private) 303  >---+---
GET    /find                     (shared)  303  >+++++++
GET    /find/criteria                      200  >+++++++
GET    /find/options                       200  >+++++++
POST   /selections                         303  !+++++++
GET    /selections/new                     200  >+++++++
GET    /selections/:selection              200  >+xx+xxx
GET    /selections/:selection    (private) 200  >---+---
PUT    /selections/:selection              303  !+xx+xxx
PUT    /selections/:selection    (private) 303  !---+---
DELETE /selections/:selection              303  !+xx+xxx
DELETE /selections/:selection    (private) 303  !---+---

GET    /company-options                    200  >+++++++
GET    /contact-options                    200  >+++++++
GET    /project-options                    200  >+++++++
GET    /owners                             200  >+++++++

GET    /companies/export.:format           200  >+++++++
GET    /contacts/export.:format            200  >+++++++
GET    /projects/export.:format            200  >+++++++

GET    /companies                              200  >+++++++
POST   /companies                              303  !++++++x
GET    /companies/:party                       200  >+++++++
GET    /companies/:party              (new)    200  >++++++x
PUT    /companies/:party                       303  !++++++x
DELETE /companies/:party                       303  !++++xxx
GET    /companies/:party/deletion              200  >++++xxx
GET    /companies/:party/edit                  200  >++++++x
POST   /companies/:party/edit                  200  !++++++x
POST   /companies/:party/edit         (new)    200  !++++++x
POST   /companies/:party/recalculation          200  !++++++x
POST   /companies/:party/recalculation (new)    200  !++++++x

GET    /contacts                               200  >+++++++
POST   /contacts                               303  !++++++x
GET    /contacts/:party                        200  >+++++++
GET    /contacts/:party               (new)    200  >++++++x
PUT    /contacts/:party                        303  !++++++x
DELETE /contacts/:party                        303  !++++xxx
GET    /contacts/:party/deletion               200  >++++xxx
GET    /contacts/:party/edit                   200  >++++++x
POST   /contacts/:party/edit                   200  !++++++x
POST   /contacts/:party/edit          (new)    200  !++++++x
POST   /contacts/:party/recalculation          200  !++++++x
POST   /contacts/:party/recalculation (new)    200  !++++++x

GET    /projects                               200  >+++++++
POST   /projects                               303  !++++++x
GET    /projects/:party                        200  >+++++++
GET    /projects/:party               (new)    200  >++++++x
PUT    /projects/:party                        303  !++++++x
DELETE /projects/:party                        303  !++++xxx
GET    /projects/:party/deletion               200  >++++xxx
GET    /projects/:party/edit                   200  >++++++x
POST   /projects/:party/edit                   200  !++++++x
POST   /projects/:party/edit          (new)    200  !++++++x
POST   /projects/:party/recalculation          200  !++++++x
POST   /projects/:party/recalculation (new)    200  !++++++x

GET    /account                            200  >+++++++
PUT    /account/password                   303  !+++++++
PUT    /account/preferences                303  !+++++++
PUT    /account/view                       303  !+++++++
POST   /account/calendar                   200  !+++++++
DELETE /account/calendar                   303  !+++++++
DELETE /account/sessions                   303  !+++++++
DELETE /account/sessions/:session          303  !+++++++

GET    /imports                            200  >+++xxxx
POST   /imports                            422  !+++xxxx
GET    /imports/:import                    200  >+++xxxx
PUT    /imports/:import                    303  !+++xxxx
DELETE /imports/:import                    303  !+++xxxx
GET    /imports/:import/progress           200  >+++xxxx
GET    /imports/:import/report.csv         200  >+++xxxx
PUT    /imports/:import/running            303  !+++xxxx
PUT    /imports/:import/cancelled          303  !+++xxxx

GET    /settings                           200  >+xxxxxx
GET    /settings/users                     200  >+xxxxxx
POST   /settings/users                     200  !+xxxxxx
GET    /settings/users/new                 200  >+xxxxxx
GET    /settings/users/:user               200  >+xxxxxx
PUT    /settings/users/:user               303  !+xxxxxx
PUT    /settings/users/:user/disabled      303  !+xxxxxx
GET    /settings/users/:user/jobs          200  >+xxxxxx
POST   /settings/users/:user/link          200  !+xxxxxx
GET    /settings/users/:user/sales         200  >+xxxxxx
POST   /settings/users/:user/sales         303  !+xxxxxx
DELETE /settings/users/:user/sessions      303  !+xxxxxx
GET    /settings/groups                    200  >+xxxxxx
POST   /settings/groups                    303  !+xxxxxx
GET    /settings/groups/:group             200  >+xxxxxx
PUT    /settings/groups/:group             303  !+xxxxxx

GET    /settings/types                     200  >+xxxxxx
POST   /settings/types                     303  !+xxxxxx
PUT    /settings/types/order               303  !+xxxxxx
GET    /settings/types/new                 200  >+xxxxxx
GET    /settings/types/:type               200  >+xxxxxx
PUT    /settings/types/:type               303  !+xxxxxx
DELETE /settings/types/:type               303  !+xxxxxx
GET    /settings/types/:type/deletion      200  >+xxxxxx
POST   /settings/types/:type/restoration   303  !+xxxxxx
POST   /settings/types/:type/edit          200  !+xxxxxx
POST   /settings/types/:type/items         303  !+xxxxxx
PUT    /settings/types/:type/items/order   303  !+xxxxxx
GET    /settings/types/:type/items/new     200  >+xxxxxx
GET    /settings/types/:type/items/:item   200  >+xxxxxx
PUT    /settings/types/:type/items/:item   303  !+xxxxxx
DELETE /settings/types/:type/items/:item   303  !+xxxxxx
GET    /settings/types/:type/items/:item/deletion     200  >+xxxxxx
POST   /settings/types/:type/items/:item/restoration  303  !+xxxxxx
GET    /settings/stages                    200  >+xxxxxx
POST   /settings/stages                    303  !+xxxxxx
PUT    /settings/stages/order              303  !+xxxxxx
GET    /settings/stages/new                200  >+xxxxxx
GET    /settings/stages/:stage             200  >+xxxxxx
PUT    /settings/stages/:stage             303  !+xxxxxx
DELETE /settings/stages/:stage             303  !+xxxxxx
GET    /settings/stages/:stage/deletion    200  >+xxxxxx
POST   /settings/stages/:stage/restoration 303  !+xxxxxx
GET    /settings/lists                     200  >+xxxxxx
GET    /settings/lists/:list               200  >+xxxxxx
POST   /settings/lists/:list               303  !+xxxxxx
PUT    /settings/lists/:list/order         303  !+xxxxxx
GET    /settings/lists/:list/new           200  >+xxxxxx
GET    /settings/lists/:list/:value        200  >+xxxxxx
PUT    /settings/lists/:list/:value        303  !+xxxxxx
DELETE /settings/lists/:list/:value        303  !+xxxxxx
GET    /settings/lists/:list/:value/deletion    200  >+xxxxxx
POST   /settings/lists/:list/:value/restoration 303  !+xxxxxx
GET    /settings/currencies                200  >+xxxxxx
POST   /settings/currencies                303  !+xxxxxx
PUT    /settings/currencies/order          303  !+xxxxxx
GET    /settings/currencies/new            200  >+xxxxxx
GET    /settings/currencies/:currency      200  >+xxxxxx
PUT    /settings/currencies/:currency      303  !+xxxxxx
DELETE /settings/currencies/:currency      303  !+xxxxxx
GET    /settings/currencies/:currency/deletion    200  >+xxxxxx
POST   /settings/currencies/:currency/restoration 303  !+xxxxxx

GET    /settings/audit                     200  >+xxxxxx
`

const persons = "namMocsr"

// row is a line of the matrix.
type row struct {
	method, path, variant string
	status                int
	cells                 []string // by visibility
}

func (r row) route() string { return r.method + " " + r.path }
func (r row) safe() bool    { return r.method == "GET" }

// exports tells that what is answered is written to the audit log.
func (r row) exports() bool { return strings.Contains(r.path, "/export.") }

// way is another way to ask for the same.
type way struct {
	method, path string
	options      []option
}

// ways are as part of a page, and as a form without scripts.
func (r row) ways(path string) []way {
	ways := []way{{r.method, path, []option{htmx}}}
	if r.method == "PUT" || r.method == "DELETE" {
		ways = append(ways, way{"POST", overridden(path, r.method), nil})
	}
	return ways
}

// overridden is the address that a form without scripts posts to.
func overridden(path, method string) string {
	if strings.Contains(path, "?") {
		return path + "&_method=" + method
	}
	return path + "?_method=" + method
}

func rows(t *testing.T) (out []row) {
	t.Helper()
	line := regexp.MustCompile(`^([A-Z]+) +(/\S*) +(?:\((\w+)\) +)?(\d+) +(.*)$`)
	for _, text := range strings.Split(matrix, "\n")[2:] {
		if text == "" {
			continue
		}
		m := line.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("no row of the matrix: %q", text)
		}
		r := row{m[1], m[2], m[3], 0, strings.Fields(m[5])}
		r.status, _ = strconv.Atoi(m[4])
		for _, group := range r.cells {
			if len(group) != len(persons) {
				t.Fatalf("%q has not a cell for each of %s", text, persons)
			}
		}
		out = append(out, r)
	}
	return out
}

// world is the demo company with one person of each kind, and things made for one
// request to try itself on.
type world struct {
	*site
	people  map[byte]crm.User
	asset   string // address of a file of the program
	hash    string // of demo.Password
	made    int
	visible crm.Visibility
	number  crm.SaleNumber // of the sale: femke's, in the first version
	last    crm.UserID     // the last target
	signed  string         // token of the last session
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{site: open(t), people: map[byte]crm.User{}}
	w.update(func(tx store.Tx) error {
		south, err := tx.User(w.user("Youssef"))
		if err != nil {
			return err
		}
		if w.hash, err = tx.Password(south.ID); err != nil {
			return err
		}
		manager := crm.User{ID: "manager-south", Version: 1, Name: "Zeynep Kaya", Email: "zeynep@demo.test", Role: crm.Manager, Group: south.Group}
		if err := tx.PutUser(manager); err != nil {
			return err
		}
		return tx.PutPassword(manager.ID, w.hash)
	})
	for letter, name := range map[byte]string{'a': "Pieter", 'm': "Hanneke", 'M': "Zeynep", 'o': "Femke", 'c': "Daan", 's': "Youssef", 'r': "Iris"} {
		w.people[letter] = w.userCalled(name)
	}
	w.asset = w.visitor().get("/login").want(200).Find("link[rel=stylesheet]").AttrOr("href", "")
	return w
}

func (s *site) userCalled(name string) (u crm.User) {
	s.t.Helper()
	id := s.user(name)
	s.view(func(tx store.ReadTx) (err error) { u, err = tx.User(id); return err })
	return u
}

// sign signs the person in with a fresh session; 'n' is a browser that was here
// before, and nobody is signed in with.
func (w *world) sign(who byte) {
	w.token, w.visit = "", ""
	if who == 'n' {
		w.visit = auth.NewToken()
		return
	}
	w.update(func(tx store.Tx) error { return tx.DeleteSession(auth.ID(w.signed)) }) // else there were thousands in the end
	w.as(w.people[who].ID)
	w.signed = w.token
}

// fresh is a text that no record has.
func (w *world) fresh() string { w.made++; return "Nieuw " + strconv.Itoa(w.made) }

// sellAnew makes the sale as it should be, where the last request changed it.
func (w *world) sellAnew(visible crm.Visibility) {
	if w.number != 0 && w.visible == visible && !w.gone(w.number) && w.sale(w.number).Version == 1 {
		return
	}
	w.visible = visible
	w.update(func(tx store.Tx) (err error) {
		sale, err := tx.Sale(1042)
		if err != nil {
			return err
		}
		if sale.Number, err = tx.NextSaleNumber(); err != nil {
			return err
		}
		w.number = sale.Number
		sale.ID, sale.Version, sale.Visible = crm.SaleID(fmt.Sprint("sale-", sale.Number)), 1, visible
		owner := w.people['o']
		sale.Owner, sale.Group = owner.ID, owner.Group
		return tx.PutSale(sale, crm.NewChange(owner, crm.Sale{}, sale, func(crm.Field, string) crm.Words { return crm.Words{} }))
	})
}

// target is a user whom nobody misses.
func (w *world) target() crm.User {
	u := crm.User{Version: 1, Name: w.fresh(), Role: crm.Seller, Group: w.people['o'].Group}
	u.ID = crm.UserID(strings.ReplaceAll(u.Name, " ", "-"))
	u.Email = string(u.ID) + "@demo.test"
	u.Email = strings.ToLower(u.Email)
	w.update(func(tx store.Tx) error { return tx.PutUser(u) })
	w.last = u.ID
	return u
}

// followUp is one of the sale that nobody misses.
func (w *world) followUp() crm.Activity {
	owner := w.people['o'].ID
	a := crm.Activity{Version: 1, Kind: crm.TaskKind, On: "2026-12-01", Text: w.fresh(), Owner: owner, Sale: w.sale(w.number).ID}
	a.ID, a.Home = crm.ActivityID("activity-"+strconv.Itoa(w.made)), crm.Home{Sale: a.Sale}
	hash, size, err := w.files.Put(w.t.Context(), strings.NewReader(pdf), crm.MaxFileSize)
	if err != nil {
		w.t.Fatal(err)
	}
	a.File = crm.File{Hash: hash, Name: "offerte.pdf", Size: size}
	w.update(func(tx store.Tx) error { return tx.PutActivity(a) })
	return a
}

// partyOf is a company, contact or project that the owner registered and nobody misses.
func (w *world) partyOf(path string) string {
	for kind, at := range partyPaths {
		if strings.HasPrefix(path, at+"/") {
			p := crm.NewParty(kind).With(crm.FieldName, w.fresh()).Saved(w.people['o'], w.clock())
			p.ID = string(kind) + "-" + strconv.Itoa(w.made)
			w.update(func(tx store.Tx) error { return store.PutParty(tx, p) })
			return p.ID
		}
	}
	w.t.Fatalf("no party at %s", path)
	return ""
}

// kept is a selection of the owner's.
func (w *world) kept(shared bool) crm.SelectionID {
	k := crm.Selection{Version: 1, Name: w.fresh(), Owner: w.people['o'].ID, Shared: shared, Criteria: []string{"owner.me"}}
	k.ID = crm.SelectionID("selection-" + strconv.Itoa(w.made))
	w.update(func(tx store.Tx) error { return tx.PutSelection(k) })
	return k.ID
}

// bring is an import of the person's own, in the state that the route is for.
func (w *world) bring(who byte, route string) crm.ImportID {
	by, ok := w.people[who]
	if !ok {
		by = w.people['a']
	}
	file := "Titel\n" + w.fresh() + "\n"
	i, err := transfer.Receive(w.t.Context(), w.files, strings.NewReader(file), int64(len(file)), crm.Import{ID: crm.ImportID(fmt.Sprint("import-", w.made)),
		By: by.ID, Table: crm.SalesTable, Name: "verkopen.csv", State: crm.ImportMapping, Language: "nl", GoodOnly: true, Begun: w.clock()})
	if err != nil {
		w.t.Fatal(err)
	}
	i.Columns = []crm.Field{crm.FieldTitle}
	switch {
	case strings.HasSuffix(route, "/running"):
		i.State, i.New = crm.ImportChecked, 1
	case strings.HasSuffix(route, "/report.csv"):
		i.State = crm.ImportDone
	}
	w.update(func(tx store.Tx) error { return errors.Join(tx.PutImport(i), tx.DeleteJob(crm.ImportJob, by.ID)) })
	return i.ID
}

const newPassword = "vier losse woorden samen"

// forms is what is sent to the routes that need more than their address: a request
// that is done where it is allowed. It may change the address.
var forms = map[string]func(w *world, who byte, path string) (string, url.Values){
	"POST /login": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"email": {"seller@demo.test"}, "password": {"demo-verkoop"}}
	},
	"POST /language": func(_ *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"lang": {"nl"}, "back": {"/sales"}}
	},
	"POST /password/:token": func(_ *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"password": {newPassword}}
	},
	"POST /sales":        saleForm("title", "Poorten"),
	"PUT /sales/:number": saleForm("version", "1", "title", "Anders"),
	"PUT /sales/:number owner": func(w *world, _ byte, path string) (string, url.Values) {
		to := w.userCalled("Marit")
		return path, url.Values{"version": {"1"}, "owner": {to.Name}, "owner_id": {string(to.ID)}}
	},
	"PUT /sales/:number visible": func(w *world, who byte, path string) (string, url.Values) {
		to := crm.Everyone
		if w.visible == to {
			to = crm.OwnGroup
		}
		return path, url.Values{"version": {"1"}, "visible": {string(to)}}
	},
	"DELETE /sales/:number": func(_ *world, _ byte, path string) (string, url.Values) {
		return path + "?version=1&goes=0-0", url.Values{}
	},
	"POST /sales/:number/edit":                saleForm("version", "1", "title", "Anders"),
	"POST /sales/:number/edit new":            saleForm("title", "Poorten"),
	"POST /sales/:number/recalculation":       saleForm("version", "1", "cost", "1.000", "typed", "cost"),
	"POST /sales/:number/recalculation new":   saleForm("amount", "1.000", "typed", "amount"),
	"POST /sales/:number/links":               saleForm("version", "1"),
	"POST /sales/:number/activities":          saleForm("text", "Bellen", "on", "01-12-2026"),
	"PUT /sales/:number/activities/:activity": saleForm("version", "1", "text", "Mailen"),
	"DELETE /sales/:number/activities/:activity": func(_ *world, _ byte, path string) (string, url.Values) {
		return path + "?version=1", url.Values{}
	},
	"PUT /sales/:number/activities/:activity/completed": saleForm("version", "1", "completed", "true"),
	"PUT /sales/:number/stage":                          saleForm("version", "1", "stage", "closing"),
	"GET /sales/:number/stage":                          func(_ *world, _ byte, path string) (string, url.Values) { return path + "?to=closing", nil },
	"GET /sales/:number/move":                           func(_ *world, _ byte, path string) (string, url.Values) { return path + "?to=sold", nil },
	"POST /sales/:number/move":                          saleForm("version", "1", "stage", "sold", "typed", "sold_reason"),
	"PUT /sales/:number/move":                           saleForm("version", "1", "stage", "closing", "confirmed", "1"),
	"PUT /account/view":                                 saleForm("view", "board"),
	"PUT /account/preferences":                          saleForm("always_follow_up", "true"),
	"GET /find private": func(w *world, _ byte, path string) (string, url.Values) {
		return path + "?selection=" + string(w.kept(false)), nil
	},
	"GET /find shared": func(w *world, _ byte, path string) (string, url.Values) {
		return path + "?selection=" + string(w.kept(true)), nil
	},
	"GET /find/options": func(_ *world, _ byte, path string) (string, url.Values) {
		return path + "?of=company&line=1&t1=a", nil
	},
	"GET /sales/:number/place": func(_ *world, _ byte, path string) (string, url.Values) {
		return path + "?q=outcome.one_of:open", nil
	},
	"POST /selections": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"name": {w.fresh()}, "q": {"owner.me"}}
	},
	"PUT /selections/:selection": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"name": {w.fresh()}, "version": {"1"}}
	},
	"DELETE /selections/:selection": func(_ *world, _ byte, path string) (string, url.Values) {
		return path + "?version=1", url.Values{}
	},
	"POST /companies":                      newParty,
	"POST /contacts":                       newParty,
	"POST /projects":                       newParty,
	"PUT /companies/:party":                newParty,
	"PUT /contacts/:party":                 newParty,
	"PUT /projects/:party":                 newParty,
	"DELETE /companies/:party":             goneParty,
	"DELETE /contacts/:party":              goneParty,
	"DELETE /projects/:party":              goneParty,
	"POST /companies/:party/recalculation": saleForm("name", "Anders", "typed", "name"),
	"POST /activities":                     saleForm("sale", "1042", "text", "Bellen", "on", "01-12-2026"),
	"PUT /account/password": func(_ *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"current_password": {"demo-verkoop"}, "new_password": {newPassword}}
	},
	"POST /settings/users": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"name": {w.fresh()}, "email": {fmt.Sprintf("n%d@demo.test", w.made)}, "role": {"seller"}, "group": {string(w.people['o'].Group)}}
	},
	"PUT /settings/users/:user": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"version": {"1"}, "name": {w.fresh()}, "email": {fmt.Sprintf("n%d@demo.test", w.made)}, "role": {"reader"}, "group": {string(w.people['s'].Group)}}
	},
	"PUT /settings/users/:user/disabled": func(_ *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"disabled": {"true"}}
	},
	"POST /settings/users/:user/sales": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"to": {string(w.people['c'].ID)}}
	},
	"POST /settings/groups": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"name": {w.fresh()}}
	},
	"POST /settings/types":                     namedForm("days", "10"),
	"PUT /settings/types/order":                orderForm(crm.PartType),
	"PUT /settings/types/:type":                namedForm(append([]string{"days", "10", "stage", "quote", "has", "quote"}, mine("days", "stages", "guide", "suggest_move_on")...)...),
	"DELETE /settings/types/:type":             firstVersion,
	"POST /settings/types/:type/edit":          namedForm("days", "10", "stage", "quote"),
	"POST /settings/types/:type/items":         namedForm("version", "1", "kind", "call", "stage", "quote"),
	"PUT /settings/types/:type/items/order":    saleForm("version", "1", "order", "it", "down", "it"),
	"PUT /settings/types/:type/items/:item":    namedForm(append([]string{"kind", "call", "stage", "quote"}, mine("purpose_nl", "purpose_en", "kind", "stage", "after", "minutes", "automatic", "text_nl", "text_en")...)...),
	"DELETE /settings/types/:type/items/:item": firstVersion,
	"POST /settings/stages":                    namedForm("probability", "10"),
	"PUT /settings/stages/order":               orderForm(crm.PartStage),
	"PUT /settings/stages/:stage":              namedForm(append([]string{"probability", "10"}, mine("probability")...)...),
	"DELETE /settings/stages/:stage":           firstVersion,
	"POST /settings/lists/:list":               namedForm(),
	"PUT /settings/lists/:list/order":          orderForm(crm.SetupPart(crm.Sources)),
	"PUT /settings/lists/:list/:value":         namedForm(mine()...),
	"DELETE /settings/lists/:list/:value":      firstVersion,
	"POST /settings/currencies": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"currency": {w.freshCurrency()}}
	},
	"PUT /settings/currencies/order":        orderForm(crm.PartCurrency),
	"PUT /settings/currencies/:currency":    saleForm(append([]string{"rate", "0,9"}, mine("rate")...)...),
	"DELETE /settings/currencies/:currency": firstVersion,
	"PUT /imports/:import": func(_ *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"column_0": {"title"}, "rows": {"good"}, "language": {"nl"}}
	},
	"PUT /settings/groups/:group": func(w *world, _ byte, path string) (string, url.Values) {
		return path, url.Values{"name": {w.fresh()}, "version": {"1"}}
	},
}

// newParty names a company, contact or project.
func newParty(w *world, _ byte, path string) (string, url.Values) {
	return path, url.Values{"name": {w.fresh()}, "version": {"1"}}
}

// goneParty asks for the deletion of one that was never changed and that nothing hangs on.
func goneParty(_ *world, _ byte, path string) (string, url.Values) {
	return path + "?version=1&goes=0-0-0-0-0", url.Values{}
}

func saleForm(fields ...string) func(*world, byte, string) (string, url.Values) {
	return func(_ *world, _ byte, path string) (string, url.Values) { return path, saleFields(fields...) }
}

// namedForm names something of the setup in both languages.
func namedForm(fields ...string) func(*world, byte, string) (string, url.Values) {
	return func(w *world, _ byte, path string) (string, url.Values) {
		v := saleFields(fields...)
		v.Set("name_nl", w.fresh())
		v.Set("name_en", w.fresh())
		return path, v
	}
}

// orderForm moves the first of the part down.
func orderForm(part crm.SetupPart) func(*world, byte, string) (string, url.Values) {
	return func(w *world, _ byte, path string) (string, url.Values) {
		ids := w.setup().Choosable(part)
		return path, url.Values{"order": ids, "was": {strings.Join(ids, " ")}, "down": {ids[0]}}
	}
}

// firstVersion asks for the deletion of something that was never changed.
func firstVersion(_ *world, _ byte, path string) (string, url.Values) {
	return path + "?version=1", url.Values{}
}

// freshCurrency is one that the company does not have.
func (w *world) freshCurrency() string {
	w.t.Helper()
	setup := w.setup()
	for _, code := range currency.GetCurrencyCodes() {
		if _, there := setup.Currency(code); !there {
			return code
		}
	}
	w.t.Fatal("no currency is left")
	return ""
}

// shaped puts something of the setup that nobody misses, and returns its id.
func (w *world) shaped(make func(id string, name crm.Words) func(store.Tx) error) string {
	w.t.Helper()
	name := w.fresh()
	id := "made-" + strconv.Itoa(w.made)
	w.update(make(id, crm.Same(name)))
	return id
}

// saleFields are a form's: name, value, …
func saleFields(fields ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return v
}

// request is a valid one for the row, by this person, who is signed in by it; what
// it needs is there, and made anew.
func (w *world) request(r row, who byte, visible crm.Visibility) (path string, form url.Values) {
	path = r.path
	replace := func(name string, value func() string) {
		if strings.Contains(path, ":"+name) {
			path = strings.Replace(path, ":"+name, value(), 1)
		}
	}
	path = strings.Replace(path, "/static/*", w.asset, 1)
	if r.variant == "new" {
		path = strings.NewReplacer(":number", "new", ":party", "new").Replace(path)
	}
	replace("number", func() string { w.sellAnew(visible); return fmt.Sprint(w.number) })
	replace("activity", func() string { return string(w.followUp().ID) })
	replace("version", func() string { return "1" })
	replace("party", func() string { return w.partyOf(r.path) })
	path = strings.Replace(path, "/settings/types/:type/items/:item", "/settings/types/:type/items/it", 1)
	replace("item", func() string { return "contract-review" })
	replace("format", func() string { return "csv" })
	replace("import", func() string { return string(w.bring(who, r.path)) })
	replace("user", func() string { return string(w.target().ID) })
	replace("group", func() (id string) {
		g := crm.Group{ID: crm.GroupID("group-" + strconv.Itoa(w.made)), Version: 1, Name: w.fresh()}
		w.update(func(tx store.Tx) error { return tx.PutGroup(g) })
		return string(g.ID)
	})
	replace("selection", func() string { return string(w.kept(r.variant != "private")) })
	replace("token", func() (token string) {
		u := w.target()
		w.update(func(tx store.Tx) (err error) {
			kind, lasts := crm.PasswordTicket, crm.PasswordLasts
			if strings.HasPrefix(r.path, "/calendar/") {
				kind, lasts = crm.CalendarTicket, crm.CalendarLasts
			}
			token, err = auth.Issue(tx, kind, u.ID, w.clock().Add(lasts))
			return err
		})
		return token
	})
	replace("list", func() string { return string(crm.Sources) })
	replace("type", func() string {
		return w.shaped(func(id string, name crm.Words) func(store.Tx) error {
			return func(tx store.Tx) error {
				return tx.PutSaleType(crm.SaleType{ID: crm.TypeID(id), Version: 1, Name: name, Order: 99, Stages: []crm.TypeStage{{Stage: "quote"}, {Stage: "closing"}},
					Guide: &crm.Guide{Items: []crm.GuideItem{{ID: "it", Stage: "quote", Kind: crm.TaskKind, Name: name}, {ID: "that", Stage: "quote", Kind: crm.TaskKind, Name: name}}}})
			}
		})
	})
	replace("stage", func() string {
		return w.shaped(func(id string, name crm.Words) func(store.Tx) error {
			return func(tx store.Tx) error {
				return tx.PutStage(crm.Stage{ID: crm.StageID(id), Version: 1, Name: name, Order: 99})
			}
		})
	})
	replace("value", func() string {
		return w.shaped(func(id string, name crm.Words) func(store.Tx) error {
			return func(tx store.Tx) error {
				return tx.PutListValue(crm.ListValue{ID: crm.ValueID(id), Version: 1, List: crm.Sources, Name: name, Order: 99})
			}
		})
	})
	replace("currency", func() string {
		code := w.freshCurrency()
		w.update(func(tx store.Tx) error { return tx.PutCurrency(crm.Currency{Code: code, Version: 1, Order: 99}) })
		return code
	})
	replace("session", func() string {
		of := who
		if who == 'n' {
			of = 'o'
		}
		w.as(w.people[of].ID) // another one of the same person
		return auth.ID(w.token)
	})
	w.sign(who)
	if !r.safe() {
		form = url.Values{}
	}
	make := forms[r.route()+" "+r.variant]
	if make == nil {
		make = forms[r.route()]
	}
	if make != nil {
		path, form = make(w, who, path)
	}
	return path, form
}

// records are all that a request could have changed, but for the audit log.
func (w *world) records() string {
	w.t.Helper()
	var all []any
	w.view(func(tx store.ReadTx) error {
		users, err := tx.Users()
		groups, err2 := tx.Groups()
		jobs, err3 := tx.Jobs()
		if err := cmpOr(err, err2, err3); err != nil {
			return err
		}
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		all = append(all, users, groups, jobs, setup)
		for _, u := range users {
			if !w.matters(u.ID) {
				continue
			}
			sessions, err := tx.UserSessions(u.ID)
			if err != nil {
				return err
			}
			count, err := tx.CountOwnerSales(u.ID, 1000)
			if err != nil {
				return err
			}
			hash, _ := tx.Password(u.ID)
			wants, err := tx.Preferences(u.ID)
			if err != nil {
				return err
			}
			all = append(all, sessions, count, hash, wants)
		}
		if w.number != 0 {
			sale, err := tx.Sale(w.number)
			if err != nil {
				return err
			}
			activities, err := tx.SaleActivities(sale.ID, 1000)
			if err != nil {
				return err
			}
			all = append(all, sale, activities)
		}
		return nil
	})
	text, err := json.Marshal(all)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// matters tells whether a request may have been about the user: one of the persons,
// or the last target. Those before are only counted among the users, since there are
// hundreds of them in the end.
func (w *world) matters(u crm.UserID) bool {
	for _, person := range w.people {
		if person.ID == u {
			return true
		}
	}
	return u == w.last
}

func cmpOr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// visibilities are those of the groups of cells.
var visibilities = []crm.Visibility{crm.Everyone, crm.OwnGroup, crm.OwnerOnly}

// TestEveryoneGetsWhatTheMatrixSays carries out every cell of the matrix, and finds
// that what was refused changed nothing and is in the audit log.
func TestEveryoneGetsWhatTheMatrixSays(t *testing.T) {
	w := newWorld(t)
	for _, r := range rows(t) {
		for i, cells := range r.cells {
			if testing.Short() && len(r.cells) > 1 && visibilities[i] != crm.OwnGroup {
				continue // for the race detector they are alike
			}
			for j := range persons {
				w.try(r, persons[j], cells[j], visibilities[i])
			}
		}
	}
}

// byItself are addresses that a page asks for by itself.
var byItself = regexp.MustCompile(`^/([a-z]+/[^/]+/recalculation|sale-options|company-options|contact-options|project-options|owners|find/options)(\?|$)`)

// try carries out one cell.
func (w *world) try(r row, who, cell byte, visible crm.Visibility) {
	t := w.t
	t.Helper()
	w.later(time.Second)
	path, form := w.request(r, who, visible)
	name := fmt.Sprintf("%s %s (%s) by %c, visible for %s", r.method, path, r.variant, who, visible)
	before, sequence := "", w.store.Sequence()
	if cell != '+' {
		before = w.records()
	}
	a := w.do(r.method, path, form)
	want := map[byte]int{'+': r.status, '>': 303, '!': 401, 'x': 403, '-': 404}[cell]
	if a.status != want {
		t.Errorf("%s: status %d, want %d: %.300s", name, a.status, want, a.text("h1"))
	}
	w.headers(name, a)
	if cell == '+' {
		if r.status != 410 && !r.exports() && r.safe() && w.store.Sequence() != sequence {
			t.Errorf("%s wrote something", name)
		}
		w.restore(r, who)
		if who == 'a' && (r.method == "PUT" || r.method == "DELETE") { // a form without scripts does the same
			path, form = w.request(r, who, visible)
			if status := w.do("POST", overridden(path, r.method), form).status; status != r.status {
				t.Errorf("%s, without scripts: status %d, want %d", name, status, r.status)
			}
			w.restore(r, who)
		}
		return
	}
	if who == 'n' && cell == '>' {
		if to := a.header.Get("Location"); to != "/login?back="+url.QueryEscape(path) && to != "/login" {
			t.Errorf("%s leads to %q", name, to)
		}
	}
	refusals := 1
	for _, again := range r.ways(path) { // it is refused in every way it can be asked
		part := w.do(again.method, again.path, form, again.options...)
		if who == 'n' && cell == '>' && again.options != nil {
			want = 401 // a part of a page can't lead elsewhere
		}
		if who == 'n' && again.options != nil && byItself.MatchString(again.path) {
			want = 204 // asked for while somebody types, whom a dialog would disturb
		}
		if part.status != want {
			t.Errorf("%s, asked as %s %v: status %d, want %d", name, again.method, again.options != nil, part.status, want)
		}
		w.headers(name, part)
		refusals++
	}
	if w.records() != before {
		t.Errorf("%s was refused, and changed something", name)
	}
	if who == 'n' || cell == '>' {
		if w.store.Sequence() != sequence {
			t.Errorf("%s was refused, and wrote something", name)
		}
		return
	}
	entries := w.auditSince(w.clock())
	if len(entries) != refusals {
		t.Errorf("%s: %d lines in the audit log, want %d", name, len(entries), refusals)
		return
	}
	e := entries[0]
	if e.Kind != crm.AuditRefused || e.Actor != w.people[who].ID || e.ActorName != w.people[who].Name || e.Act == "" || e.From == "" || !e.At.Equal(w.clock()) {
		t.Errorf("%s: audit log %+v", name, e)
	}
	if len(r.cells) > 1 && e.Sale != w.number || len(r.cells) == 1 && e.Subject != r.method+" "+strings.Split(path, "?")[0] {
		t.Errorf("%s: the audit log is about %d %q", name, e.Sale, e.Subject)
	}
}

// restore takes back what would disturb the next request.
func (w *world) restore(r row, who byte) {
	if r.route() == "PUT /account/password" {
		w.update(func(tx store.Tx) error { return tx.PutPassword(w.people[who].ID, w.hash) })
	}
}

// unsafeRows are the rows of all routes that change something, each route once.
func unsafeRows(t *testing.T) (out []row) {
	t.Helper()
	for _, r := range rows(t) {
		if !r.safe() && !slices.ContainsFunc(out, func(o row) bool { return o.route() == r.route() }) {
			out = append(out, r)
		}
	}
	return out
}

// TestEveryRouteIsInTheMatrix keeps the matrix and the route table alike.
func TestEveryRouteIsInTheMatrix(t *testing.T) {
	s := open(t)
	known := map[string]bool{}
	for _, r := range rows(t) {
		known[r.route()] = false
	}
	for _, route := range s.app.GetRoutes(true) {
		if route.Method == "HEAD" {
			continue // Fiber adds one to each GET
		}
		key := route.Method + " " + route.Path
		if _, ok := known[key]; !ok {
			t.Errorf("%s is not in the matrix: who may do that?", key)
		}
		known[key] = true
	}
	for key, there := range known {
		if !there {
			t.Errorf("%s is in the matrix, and not in the route table", key)
		}
	}
	for key := range forms {
		route := strings.Join(strings.Fields(key)[:2], " ")
		if _, ok := known[route]; !ok {
			t.Errorf("a form for %s, which is not in the matrix", route)
		}
	}
}

// mine are fields of a form that keeps what it says, whatever is stored in version 1.
func mine(parts ...string) []string {
	fields := []string{"seen", "1"}
	for _, p := range append(parts, "name_nl", "name_en") {
		fields = append(fields, "was_"+p, "another", "keep_"+p, "mine")
	}
	return fields
}
