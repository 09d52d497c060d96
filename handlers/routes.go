// Package handlers translates between browsers and the domain: it reads a
// request, calls one verb, lets the store keep it and renders. It decides
// nothing about sales and imports no engine.
package handlers

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/static"
	"verkoop/views"
)

// server is what every handler is a method of.
type server struct {
	Config
	bundle *locales.Bundle
	engine *views.Engine
	files  *static.Files
	// gzip writers to be used again: quick ones, and ones that press harder.
	zippers, hardZippers sync.Pool
}

// bodyLimit holds the largest sale there is (a note of 100,000 characters, four
// bytes each, three characters a byte in a form) and its description.
const bodyLimit = 2 << 20

// New returns the application with all its routes.
func New(cfg Config) (*fiber.App, error) {
	files, err := static.New()
	if err != nil {
		return nil, err
	}
	bundle, err := locales.Load()
	if err != nil {
		return nil, err
	}
	engine, err := views.New(files.Path, bundle)
	if err != nil {
		return nil, err
	}
	s := &server{Config: cfg, bundle: bundle, engine: engine, files: files}
	s.zippers.New = func() any {
		z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid one
		return z
	}
	s.hardZippers.New = func() any {
		z, _ := gzip.NewWriterLevel(nil, 6)
		return z
	}
	var proxies []string
	for _, p := range cfg.Proxies {
		proxies = append(proxies, p.String())
	}
	app := fiber.New(fiber.Config{
		AppName:                 "Verkoop",
		DisableStartupMessage:   true,
		Immutable:               true, // strings of a request outlive its handler
		EnableTrustedProxyCheck: true, // X-Forwarded-* is believed of these only
		TrustedProxies:          proxies,
		BodyLimit:               bodyLimit,
		ReadBufferSize:          16 << 10,
		ReadTimeout:             30 * time.Second,
		IdleTimeout:             2 * time.Minute,
		ErrorHandler:            s.fail,
	})
	app.Server().HeaderReceived = s.limits
	s.routes(app)
	return app, nil
}

// routes is the whole route table. Where a sale's number stands, "new" stands
// for the one being registered.
func (s *server) routes(app *fiber.App) {
	app.Use(methodOverride, s.begin, recoverPanic)

	app.Get("/static/*", s.staticFile)
	app.Get("/favicon.ico", s.favicon)
	app.Get("/healthz", s.health)

	app.Use(s.identify, s.sameOrigin)

	// For everybody; all below is for who is signed in.
	app.Get("/login", s.logInForm)
	app.Post("/login", s.ownForm, s.logInCreate)
	app.Post("/language", s.ownForm, s.languageUpdate)
	app.Get("/setup/:token", s.setUpForm) // the one-time address of the first start
	app.Post("/setup/:token", s.ownForm, s.setUpCreate)
	app.Get("/password/:token", s.passwordForm) // a one-time address from an administrator
	app.Post("/password/:token", s.ownForm, s.passwordCreate)
	app.Get("/calendar/:token.ics", s.calendarShow) // a calendar asks, which can't log in

	app.Use(s.signedIn, s.ownForm)

	app.Get("/", s.home)
	app.Delete("/session", s.logOut)

	app.Get("/sales", s.saleIndex)
	app.Get("/sales/board", s.saleBoard)           // the open ones of a type, by stage
	app.Get("/sales/export.:format", s.saleExport) // the list, as a file
	app.Post("/sales", s.saleCreate)
	app.Get("/sales/count", s.saleCount)    // of the list in the address: how many, and what they come to
	app.Get("/sales/counts", s.savedCounts) // of typical searches and selections
	app.Get("/sales/:number", s.saleShow)   // "new": the form to register
	app.Put("/sales/:number", s.saleUpdate)
	app.Delete("/sales/:number", s.saleDelete)
	app.Get("/sales/:number/deletion", s.saleDeletion) // the dialog that asks
	app.Get("/sales/:number/edit", s.saleEdit)
	app.Post("/sales/:number/edit", s.saleEditAgain)              // the form with what was typed, in another language
	app.Post("/sales/:number/recalculation", s.saleRecalculation) // what follows from a change
	app.Post("/sales/:number/links", s.saleLinkAdd)               // one more line on tab Links
	app.Put("/sales/:number/stalled", s.saleStalledUpdate)        // resumes a stalled sale, with one press
	app.Put("/sales/:number/stage", s.saleStageUpdate)            // moves it, from the guide
	app.Get("/sales/:number/stage", s.saleStageAsk)               // the dialog that asks whether to
	app.Get("/sales/:number/move", s.saleMove)                    // from the board: what it would do
	app.Post("/sales/:number/move", s.saleMoveAgain)              // what follows from a change there
	app.Put("/sales/:number/move", s.saleMoveUpdate)              // moves it, or shows first what it would do
	app.Get("/sales/:number/guide", s.guideShow)                  // at one stage, or at all
	app.Get("/sales/:number/suggestions/:item", s.suggestionShow) // what the guide offers by itself
	app.Post("/sales/:number/suggestions/:item", s.suggestionCreate)
	app.Get("/sales/:number/place", s.salePlace) // in the list that it was opened from
	app.Get("/sales/:number/history", s.historyIndex)
	app.Get("/sales/:number/history/:version", s.historyShow) // the card as it was

	app.Get("/sales/:number/activities/new", s.activityNew)
	app.Post("/sales/:number/activities", s.activityCreate)
	app.Get("/sales/:number/activities/:activity", s.activityEdit)
	app.Put("/sales/:number/activities/:activity", s.activityUpdate)
	app.Delete("/sales/:number/activities/:activity", s.activityDelete)
	app.Put("/sales/:number/activities/:activity/completed", s.activityCompletedUpdate)
	app.Get("/sales/:number/activities/:activity/deletion", s.activityDeletion)
	app.Get("/sales/:number/activities/:activity/file", s.activityFile) // what was uploaded

	app.Get("/activities/new", s.activityNew) // of a sale that the form chooses
	app.Post("/activities", s.activityCreate)

	app.Get("/find", s.findShow)
	app.Get("/find/box", s.findBox)           // what the box in the header finds while one types in it
	app.Get("/find/criteria", s.findCriteria) // its lines, while they are being filled in
	app.Get("/find/options", s.findOptions)   // what their comboboxes find
	app.Post("/selections", s.selectionCreate)
	app.Get("/selections/new", s.selectionNew)
	app.Get("/selections/:selection", s.selectionEdit)
	app.Put("/selections/:selection", s.selectionUpdate)
	app.Delete("/selections/:selection", s.selectionDelete)

	app.Get("/sale-options", s.saleOptions) // what comboboxes find
	app.Get("/company-options", s.companyOptions)
	app.Get("/contact-options", s.contactOptions)
	app.Get("/project-options", s.projectOptions)
	app.Get("/owners", s.ownerOptions)

	for _, kind := range crm.PartyKinds { // companies, contacts and projects have the same routes
		p, at := parties{s, kind}, partyPaths[kind]
		one := at + "/:party"                   // "new": the one being registered
		app.Get(at+"/export.:format", p.export) // the list, as a file
		app.Get(at, p.index)
		app.Post(at, p.create)
		app.Get(one, p.show)
		app.Put(one, p.update)
		app.Delete(one, p.delete)
		app.Get(one+"/deletion", p.deletion) // the dialog that asks
		app.Get(one+"/edit", p.edit)
		app.Post(one+"/edit", p.again)                  // the form with what was typed, in another language
		app.Post(one+"/recalculation", p.recalculation) // what follows from a change
	}

	app.Get("/account", s.accountShow) // the user's own password and sessions
	app.Put("/account/password", s.passwordUpdate)
	app.Put("/account/preferences", s.preferencesUpdate)
	app.Put("/account/view", s.viewUpdate)          // list or board
	app.Post("/account/calendar", s.calendarCreate) // a private address, shown once
	app.Delete("/account/calendar", s.calendarDelete)
	app.Delete("/account/sessions", s.sessionsDelete)
	app.Delete("/account/sessions/:session", s.sessionDelete)

	imports := s.must(crm.ImportData)
	app.Get("/imports", imports, s.importIndex)
	app.Post("/imports", imports, s.importCreate) // a file
	app.Get("/imports/:import", imports, s.importShow)
	app.Put("/imports/:import", imports, s.importUpdate) // what its columns mean; tries every row
	app.Delete("/imports/:import", imports, s.importDelete)
	app.Get("/imports/:import/progress", imports, s.importProgress)
	app.Get("/imports/:import/report.csv", imports, s.importReportFile) // what became of its rows
	app.Put("/imports/:import/running", imports, s.importRun)
	app.Put("/imports/:import/cancelled", imports, s.importCancel)

	people := s.must(crm.ManageUsers)
	app.Get("/settings", people, s.settingsIndex)
	app.Get("/settings/users", people, s.userIndex)
	app.Post("/settings/users", people, s.userCreate)
	app.Get("/settings/users/new", people, s.userNew)
	app.Get("/settings/users/:user", people, s.userEdit)
	app.Put("/settings/users/:user", people, s.userUpdate)
	app.Put("/settings/users/:user/disabled", people, s.userDisabledUpdate)
	app.Get("/settings/users/:user/jobs", people, s.userJobs)
	app.Post("/settings/users/:user/link", people, s.userLink) // a one-time address for a new password
	app.Get("/settings/users/:user/sales", people, s.userSales)
	app.Post("/settings/users/:user/sales", people, s.userSalesUpdate) // all to another owner
	app.Delete("/settings/users/:user/sessions", people, s.userSessionsDelete)
	app.Get("/settings/groups", people, s.groupIndex)
	app.Post("/settings/groups", people, s.groupCreate)
	app.Get("/settings/groups/:group", people, s.groupEdit)
	app.Put("/settings/groups/:group", people, s.groupUpdate)

	configure := s.must(crm.Configure)
	types, items := typeShelf{shelf{s, crm.PartType, "types", "type"}}, itemShelf{shelf{s, crm.PartItem, "types", "item"}}
	app.Get("/settings/types", configure, types.index)
	app.Post("/settings/types", configure, types.create)
	app.Put("/settings/types/order", configure, types.order)
	app.Get("/settings/types/new", configure, types.new)
	app.Get("/settings/types/:type", configure, types.edit) // the designer
	app.Put("/settings/types/:type", configure, types.update)
	app.Delete("/settings/types/:type", configure, types.delete) // retires; so do all below
	app.Get("/settings/types/:type/deletion", configure, types.deletion)
	app.Post("/settings/types/:type/restoration", configure, types.restore)
	app.Post("/settings/types/:type/edit", configure, types.again) // the form with what was typed, arranged anew; "new" too
	app.Post("/settings/types/:type/items", configure, items.create)
	app.Put("/settings/types/:type/items/order", configure, items.order)
	app.Get("/settings/types/:type/items/new", configure, items.new)
	app.Get("/settings/types/:type/items/:item", configure, items.edit)
	app.Put("/settings/types/:type/items/:item", configure, items.update)
	app.Delete("/settings/types/:type/items/:item", configure, items.delete)
	app.Get("/settings/types/:type/items/:item/deletion", configure, items.deletion)
	app.Post("/settings/types/:type/items/:item/restoration", configure, items.restore)
	app.Get("/settings/lists", configure, s.listIndex)
	for _, sh := range []shelf{ // each of these has the same routes
		{s, crm.PartStage, "stages", "stage"},
		{s, "", "lists", "value"}, // at /settings/lists/:list
		{s, crm.PartCurrency, "currencies", "currency"},
	} {
		at := "/settings/" + sh.key
		if sh.part == "" {
			at += "/:list"
		}
		one := at + "/:" + sh.param
		app.Get(at, configure, sh.index)
		app.Post(at, configure, sh.create)
		app.Put(at+"/order", configure, sh.order)
		app.Get(at+"/new", configure, sh.new)
		app.Get(one, configure, sh.edit)
		app.Put(one, configure, sh.update)
		app.Delete(one, configure, sh.delete)
		app.Get(one+"/deletion", configure, sh.deletion)
		app.Post(one+"/restoration", configure, sh.restore)
	}

	app.Get("/settings/audit", s.must(crm.ReadAudit), s.auditIndex)

	app.Use(s.notFound)
}
