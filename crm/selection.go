package crm

import (
	"slices"
	"strings"
)

// SelectionID is opaque text, like other ids.
type SelectionID string

// MaxSelections is how many selections a user keeps.
const MaxSelections = 200

// Selection is a search that somebody kept under a name, with how its results are
// shown. A private one is its owner's alone; a shared one is everybody's to open.
// What it finds is asked anew each time, with the rights of who asks.
type Selection struct {
	ID         SelectionID `json:"id"`
	Version    uint64      `json:"version"` // 1 when made, one more with each save
	Name       string      `json:"name"`
	Owner      UserID      `json:"owner"`
	Shared     bool        `json:"shared,omitempty"`
	Criteria   []string    `json:"criteria,omitempty"` // as Search.Lines has them
	Sort       string      `json:"sort,omitempty"`     // the column, as the store names it
	Descending bool        `json:"descending,omitempty"`
	Columns    []string    `json:"columns,omitempty"` // empty: the usual ones
}

// Clone returns a copy that shares nothing.
func (s Selection) Clone() Selection {
	s.Criteria, s.Columns = slices.Clone(s.Criteria), slices.Clone(s.Columns)
	return s
}

// Kept returns the selection as to be kept, a version on, and every rule that is
// broken: a name of 1 to 100 characters that no other of the owner's has, no more
// than MaxSelections of them, and a search without faults. others are all that the
// owner may open.
func (s Selection) Kept(others []Selection) (Selection, Problems) {
	var p Problems
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	taken, count := false, 0
	for _, o := range others {
		if o.Owner == s.Owner && o.ID != s.ID {
			count++
			taken = taken || strings.EqualFold(o.Name, s.Name)
		}
	}
	if e, bad := badName(s.Name); bad {
		p = append(p, e)
	} else if taken {
		p = append(p, invalid(FieldName, "error.selection.taken"))
	}
	if s.Version == 0 && count >= MaxSelections {
		p = append(p, invalid("", "error.selection.too_many").with("max", MaxSelections))
	}
	if _, bad := ParseSearch(s.Criteria); len(bad) > 0 {
		p = append(p, invalid("", "error.selection.search"))
	}
	s.Version++
	return s, p
}

// CanSeeSelection tells whether the user may open the selection.
func (u User) CanSeeSelection(s Selection) bool {
	return !u.Disabled && rights[u.Role] != nil && (s.Shared || s.Owner == u.ID)
}

// AllowSelection returns nil where the user may rename, share, change or delete the
// selection: its owner, and for shared ones administrators. NotFound where the user
// may not even open it, Forbidden where opening is all.
func (u User) AllowSelection(s Selection) error {
	switch {
	case !u.CanSeeSelection(s):
		return Error{Kind: NotFound, Key: "error.selection.not_found", Act: ChangeSelection}
	case s.Owner != u.ID && rights[u.Role][ChangeSelection] != all:
		return Error{Kind: Forbidden, Key: "error.forbidden." + string(ChangeSelection), Act: ChangeSelection}
	}
	return nil
}
