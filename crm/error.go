package crm

import "strings"

// Kind says what sort of failure an Error is; handlers map each to one status.
type Kind int

const (
	Invalid     Kind = iota + 1 // what was given breaks a rule; can be mended by the user
	NotFound                    // there is no such thing, or the actor may not see it
	Conflict                    // somebody else changed it meanwhile
	Forbidden                   // the actor may see it, but not do this
	Unavailable                 // cannot be done now (disk full, stopping)
)

// Args are the values that a message needs: strings, ints, Dates,
// currency.Amounts and Words, put into the reader's language when shown.
type Args map[string]any

// Error is a failure that a user can be told about. It carries a message key,
// never a sentence, so that the reader's language decides the words.
type Error struct {
	Kind  Kind
	Field Field // the field it is about, or empty
	Key   string
	Args  Args
	Act   Act // what the rights table refused; empty where the error is about something else
}

func (e Error) Error() string {
	if e.Field == "" {
		return e.Key
	}
	return string(e.Field) + ": " + e.Key
}

// invalid is a rule that a field breaks.
func invalid(f Field, key string) Error { return Error{Kind: Invalid, Field: f, Key: key} }

// IsMissing tells that the field is mandatory and empty.
func (e Error) IsMissing() bool { return strings.HasSuffix(e.Key, ".required") }

// with returns the error carrying one more argument.
func (e Error) with(name string, value any) Error {
	args := Args{name: value}
	for k, v := range e.Args {
		args[k] = v
	}
	e.Args = args
	return e
}

// Problems are all the rules that an input breaks, in the order of the form.
// As an error its kind is Invalid.
type Problems []Error

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, e := range p {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "; ")
}

// Err returns the problems as an error, or nil when there are none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// For returns the first problem of the field.
func (p Problems) For(f Field) (Error, bool) {
	for _, e := range p {
		if e.Field == f {
			return e, true
		}
	}
	return Error{}, false
}
