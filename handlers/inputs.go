package handlers

import (
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/views"
)

// inputs makes the fields of a form, with what was typed and what is wrong with it.
type inputs struct {
	t        *locales.Texts
	typed    form
	problems crm.Problems
}

// text is a mandatory text field, with what was typed in it.
func (in inputs) text(f crm.Field, label, autocomplete string) views.Input {
	v := views.Input{
		ID: string(f), Name: string(f), Type: "text", Label: in.t.T(label), Value: in.typed.get(string(f)),
		Autocomplete: autocomplete, Mandatory: in.t.T("form.mandatory"),
	}
	if e, wrong := in.problems.For(f); wrong {
		v.Error = in.t.Error(e)
	}
	return v
}

// password is a field whose value never comes back.
func (in inputs) password(f crm.Field, label, autocomplete string) views.Input {
	v := in.text(f, label, autocomplete)
	v.Type, v.Value = "password", ""
	return v
}

// choice is a field with options.
func (in inputs) choice(f crm.Field, label string, options []views.Option) views.Input {
	v := in.text(f, label, "off")
	v.Type, v.Mandatory, v.Options = "", "", options
	return v
}

// summary lists the problems, each with a link to its field.
func (in inputs) summary() (links []views.ProblemLink) {
	for _, e := range in.problems {
		link := views.ProblemLink{Text: in.t.Error(e)}
		if e.Field != "" {
			link.Href = "#" + string(e.Field)
		}
		links = append(links, link)
	}
	return links
}
