package handlers

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
	"verkoop/views"
)

// afterStall is the form's query where it opens because the sale has stalled.
const afterStall = "stalled"

// activityForm is an activity's form: what is stored, and what was typed.
type activityForm struct {
	sale          crm.Sale
	before, after crm.Activity
	posted        *form // nil: nothing was sent yet
	texts         *locales.Texts
	problems      crm.Problems
	choices       map[crm.Field][]views.Option
	intro         string
	choose        bool      // the form chooses the sale
	suggested     crm.Sale  // with which it begins then; or none
	unchosen      crm.Error // which it did not
	file          crm.File  // of a document, sent with the form
	unkept        crm.Error // why the file that was sent is not kept
	clashes       []crm.Field
	untick        bool // it was completed: saving un-ticks it
}

const fieldSale crm.Field = "sale"

// untickField is the button that un-ticks what was completed while the form was open,
// and saves it.
const untickField = "untick"

// kindOf is "follow_up" or "document".
func kindOf(a crm.Activity) string {
	if a.IsFollowUp() {
		return "follow_up"
	}
	return "document"
}

// stalled fills in what a stalled sale suggests.
func (f *activityForm) stalled(r *request) {
	f.before = crm.FollowUpOfStall(crm.Desk{Actor: r.user, Today: r.today}, f.sale, r.texts.T("activity.after_stall.text", "title", f.sale.Title))
	f.after = f.before
	f.intro = r.texts.T("activity.after_stall.intro", "date", f.sale.Reopen)
}

// status is that of a form with problems.
func (f activityForm) status() int {
	if _, changed := f.problems.For(""); changed && f.problems[0].Kind == crm.Conflict {
		return fiber.StatusConflict
	}
	return statusOfProblems(f.problems)
}

func (s *server) activityHref(c *fiber.Ctx, f activityForm, rest string) string {
	return saleHref(f.sale, "/activities/"+string(f.before.ID)+rest, listQuery{}, "")
}

// activityForm fills the view data of the form in.
func (s *server) activityForm(c *fiber.Ctx, tx store.ReadTx, f activityForm) (v views.ActivityForm, err error) {
	r, t, a := of(c), of(c).texts, f.after
	title := t.T("activity." + kindOf(a))
	v = views.ActivityForm{
		Page: s.page(c, title), Heading: title, Icon: "calendar-plus", Intro: f.intro, IsDocument: !a.IsFollowUp(),
		FormLang: string(t.Language()), Submit: t.T("action.save"), Cancel: extended(saleHref(f.sale, "", readListQuery(c), ""), belowOf(c).query()),
	}
	if v.IsDocument {
		v.Icon = "file-text"
	}
	setup, err := tx.Setup()
	if err != nil {
		return v, err
	}
	if f.untick {
		v.Submit, v.SubmitName = t.T("activity.untick_save"), untickField
	}
	if f.before.Version == 0 {
		v.Key = s.NewID()
		v.Action = extended(saleHref(f.sale, "/activities", listQuery{}, "")+"?kind="+string(a.Kind), openedFrom(c))
		if f.intro != "" {
			v.Action += "&after=" + afterStall
		}
		if f.choose {
			v.Action, v.Cancel = "/activities", "/sales"
		}
	} else {
		v.Version = strconv.FormatUint(f.before.Version, 10)
		for _, field := range crm.ActivityFields() {
			v.Began = append(v.Began, views.Hidden{Name: wasPrefix + string(field), Value: f.before.Get(field)})
		}
		v.Action = extended(s.activityHref(c, f, "")+"?_method=PUT", openedFrom(c))
		if f.before.AllowDeleting(r.desk(setup), f.sale) == nil {
			v.Delete = extended(s.activityHref(c, f, "/deletion"), openedFrom(c))
		}
	}
	if len(f.problems) > 0 {
		v.Title = t.T("page.error.title", "title", v.Title)
	}
	names, err := f.names(tx)
	if err != nil {
		return v, err
	}
	typed := form{map[string][]string{
		string(crm.FieldText): {a.Text}, string(crm.FieldOn): {t.ShortDate(a.On)}, string(crm.FieldStart): {a.Start},
		string(crm.FieldEnd): {a.End}, string(crm.FieldWeb): {a.Web},
	}}
	if f.posted != nil {
		for field, problem := range map[crm.Field]bool{crm.FieldText: true, crm.FieldOn: true, crm.FieldStart: true, crm.FieldEnd: true, crm.FieldWeb: true} {
			// What could be read is shown in this language, the rest as it was typed.
			if _, refused := f.problems.For(field); problem && refused && f.posted.has(string(field)) {
				typed.values[string(field)] = []string{f.posted.get(string(field))}
			}
		}
	}
	in := inputs{t, typed, f.problems}
	input := func(field crm.Field) views.Input {
		x := in.text(field, "form.activity."+string(field)+".label", "off")
		x.ID = "activity-" + string(field)
		return x
	}
	v.Text, v.On = input(crm.FieldText), input(crm.FieldOn)
	if !v.IsDocument {
		v.Text.Rows = 2
		v.On.TaskLabel = t.T("form.activity.due.label")
		v.Kind = input(crm.FieldKind)
		v.Kind.Choice, v.Kind.Mandatory = true, ""
		for _, kind := range crm.FollowUpKinds {
			v.Kind.Options = append(v.Kind.Options, views.Option{Value: string(kind), Label: t.T("activity.kind." + string(kind)), Selected: kind == a.Kind})
		}
		v.Start, v.End = input(crm.FieldStart), input(crm.FieldEnd)
		v.Start.Mandatory, v.End.Mandatory = "", ""
		v.AllDay = views.Field{ID: "activity-all-day", Name: "all_day", Label: t.T("form.activity.all_day.label"), Checked: f.allDay()}
	} else {
		v.Text.Label = t.T("form.sale.title.label")
		v.Web, v.Sort = input(crm.FieldWeb), input(crm.FieldSort)
		v.Web.Mandatory, v.Web.Hint = "", t.T("form.activity.web.hint")
		v.Sort.Mandatory, v.Sort.Type, v.Sort.Options = "", "", f.sorts(t, setup)
		v.File = views.FileField{ID: "activity-" + fileField, Name: fileField, Label: t.T("form.activity.file.label"), Accept: crm.FileEndings,
			Hint: t.T("form.activity.file.hint", "max", crm.MaxFileSize>>20)}
		if v.File.Now = fileView(t, a.File, ""); v.File.Now != nil {
			v.File.Label = t.T("form.activity.file.other")
		}
		if a.File != f.before.File {
			v.File.Kept = keptFile(a.File, r.secret)
		}
		if e, refused := f.problems.For(crm.FieldFile); refused {
			v.File.Error = t.Error(e)
		}
	}
	v.Text.Autofocus, v.On.Type = len(f.problems) == 0, "date"
	combobox := func(field crm.Field, name, id, search string) views.Field {
		x := views.Field{ID: "activity-" + string(field), Name: string(field), Label: t.T("form.sale." + string(field) + ".label"), Value: name, RecordID: id, Search: search}
		if e, refused := f.problems.For(field); refused {
			x.Error, x.Choices = t.Error(e), f.choices[field]
			if f.posted != nil {
				x.Value, x.RecordID = f.posted.line(field), f.posted.get(string(field)+"_id")
			}
		}
		return x
	}
	v.Company = combobox(crm.FieldCompany, names.company.Name, string(a.Company), "/company-options")
	v.Contact = combobox(crm.FieldContact, names.contact.Name, string(a.Contact), "/contact-options")
	v.Contact.Include = "#activity-company-row [name=company_id]"
	v.Owner = combobox(crm.FieldOwner, names.owner.Name, string(a.Owner), "/owners")
	v.Sale = views.Field{ID: "activity-sale", Label: t.T("form.activity.sale.label"), Value: numberText(f.sale) + " " + f.sale.Title, Locked: t.T("form.activity.sale.locked")}
	if f.choose {
		v.Sale = views.Field{ID: "activity-sale", Name: string(fieldSale), Label: t.T("form.activity.sale.label"), Mandatory: t.T("form.mandatory"), Search: "/sale-options"}
		if v.Company.Value == "" && v.Contact.Value == "" {
			v.Company.Hint, v.Contact.Hint = t.T("form.activity.of_sale"), t.T("form.activity.of_sale")
		}
		switch {
		case f.posted != nil:
			v.Sale.Value = f.posted.line(fieldSale)
		case f.suggested.Number != 0:
			v.Sale.Value = numberText(f.suggested) + " " + f.suggested.Title
		}
		if f.unchosen.Key != "" {
			v.Sale.Error = t.Error(f.unchosen)
		}
	}
	slices.SortStableFunc(f.problems, func(a, b crm.Error) int {
		return cmp.Compare(slices.Index(activityOrder, a.Field), slices.Index(activityOrder, b.Field))
	})
	if f.status() == fiber.StatusConflict {
		if v.Stored, err = f.stored(tx, t, setup); err != nil {
			return v, err
		}
	}
	for _, e := range f.problems {
		link := views.ProblemLink{Text: t.Error(e)}
		if e.Field != "" {
			link.Href = "#activity-" + string(e.Field)
			link.Text = f.label(t, e.Field) + ": " + link.Text
		}
		v.Problems = append(v.Problems, link)
	}
	return v, nil
}

// allDay tells whether the box is ticked: of an activity without times, once it is
// stored.
func (f activityForm) allDay() bool {
	if f.posted != nil {
		return f.posted.has("all_day")
	}
	return f.before.Version > 0 && f.before.Start == ""
}

// sorts are the kinds of documents to choose from, after none.
func (f activityForm) sorts(t *locales.Texts, setup *crm.Setup) []views.Option {
	options := []views.Option{{Label: t.T("form.sale.none")}}
	for _, v := range setup.Values {
		if v.List == crm.DocumentKinds && (!v.Retired || v.ID == f.after.Sort) {
			options = append(options, views.Option{Value: string(v.ID), Label: t.Words(v.Name), Selected: v.ID == f.after.Sort})
		}
	}
	return options
}

// activityOrder is the order of the form; what is about no field comes first.
var activityOrder = []crm.Field{"", crm.FieldKind, crm.FieldText, crm.FieldFile, crm.FieldWeb, crm.FieldOn, crm.FieldSort,
	crm.FieldStart, crm.FieldEnd, crm.FieldCompany, crm.FieldContact, crm.FieldOwner, fieldSale}

// label is what the form calls the field.
func (f activityForm) label(t *locales.Texts, field crm.Field) string {
	switch field {
	case crm.FieldCompany, crm.FieldContact, crm.FieldOwner:
		return t.T("form.sale." + string(field) + ".label")
	case crm.FieldText:
		if !f.after.IsFollowUp() {
			return t.T("form.sale.title.label")
		}
	case crm.FieldOn:
		if f.after.Kind == crm.TaskKind {
			return t.T("form.activity.due.label")
		}
	}
	return t.T("form.activity." + string(field) + ".label")
}

// stored are the clashing fields as they are kept now.
func (f activityForm) stored(tx store.ReadTx, t *locales.Texts, setup *crm.Setup) (rows []views.Row, err error) {
	names, err := namesIn(tx, f.before)
	if err != nil {
		return nil, err
	}
	for _, field := range f.clashes {
		value := shorten(f.before.Get(field))
		switch field {
		case crm.FieldKind:
			value = t.T("activity.kind." + value)
		case crm.FieldFile:
			value = f.before.File.Name
		case crm.FieldOn:
			value = t.Date(f.before.On)
		case crm.FieldSort:
			sort, _ := setup.Value(crm.DocumentKinds, f.before.Sort)
			value = t.Words(sort.Name)
		case crm.FieldCompany, crm.FieldContact, crm.FieldOwner:
			value = names.of(field, value)
		}
		rows = append(rows, views.Row{Label: f.label(t, field), Value: cmp.Or(value, "–")})
	}
	return rows, nil
}

// names of what the activity refers to.
func (f activityForm) names(tx store.ReadTx) (names, error) { return namesIn(tx, f.after) }

func namesIn(tx store.ReadTx, a crm.Activity) (names, error) {
	return namesOf(tx, crm.Sale{Company: a.Company, Contact: a.Contact, Owner: a.Owner})
}
