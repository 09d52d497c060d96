package handlers

import (
	"net/url"

	"verkoop/crm"
	"verkoop/views"
)

var activityIcons = map[crm.ActivityKind]string{
	crm.Appointment: "calendar-blank", crm.PhoneCall: "phone", crm.TaskKind: "check-square", crm.Document: "file-text",
}

// The section tabs; which one is open travels in the address.
const (
	sectionActivities = "activities"
	sectionGuide      = "guide"
)

// sections are the section tabs below the card. path is what stands behind the
// sale's address there.
func (sc saleScreen) sections(r *request, path string, l listQuery, open string) views.Sections {
	t := r.texts
	v := views.Sections{ID: cardID(sc.sale), History: sc.timeline(r, l)}
	may := r.user.May(crm.EditSale, sc.sale)
	if may {
		add := saleHref(sc.sale, "/activities/new", l, "")
		v.AddFollowUp, v.AddDocument = add, extended(add, url.Values{"kind": {string(crm.Document)}})
	}
	for _, a := range sc.activities {
		row := views.ActivityRow{
			ID: "activity-" + string(a.ID), Href: a.Web, BoxLabel: t.T("activity.box", "text", shorten(a.Text)),
			Icon: activityIcons[a.Kind], Kind: t.T("activity.kind." + string(a.Kind)),
			When: t.DateWithin(a.On, r.today), Text: a.Text, Contact: sc.contacts[a.Contact],
			Owner: person(sc.users[a.Owner]), Done: a.Done(),
		}
		row.Owner.Me = a.Owner == r.user.ID
		if sort, ok := sc.setup.Value(crm.DocumentKinds, a.Sort); ok {
			row.Kind = t.Words(sort.Name)
		}
		row.File = fileView(t, a.File, saleHref(sc.sale, "/activities/"+string(a.ID)+"/file", listQuery{}, ""))
		path := "/activities/" + string(a.ID)
		row.Open = saleHref(sc.sale, path, l, "")
		if may && a.IsFollowUp() {
			row.Complete = extended(saleHref(sc.sale, path+"/completed", l, ""), below{section: sectionActivities}.query())
		}
		if a.Start != "" {
			row.When += ", " + a.Start
		}
		switch {
		case a.Done():
			v.Done = append(v.Done, row)
			continue
		case a.IsFollowUp() && a.On < r.today:
			row.Late = true
			row.When += " · " + t.T("activity.late")
		}
		v.ToDo = append(v.ToDo, row)
	}
	tab := func(key string) views.Tab {
		q := l.within()
		q.Set("section", key)
		return views.Tab{Key: key, Label: t.T("tab." + key), Href: address(saleHref(sc.sale, path, listQuery{}, ""), q)}
	}
	v.Tabs = []views.Tab{tab(sectionActivities)}
	v.Count = len(sc.activities)
	if sc.sale.HasGuide(sc.setup) {
		v.Tabs = append(v.Tabs, tab(sectionGuide))
		v.Guide = sc.guide(r, path, l)
	}
	selected := 0
	if open == sectionGuide {
		selected = len(v.Tabs) - 1
	}
	v.Tabs[selected].Selected = true
	return v
}
