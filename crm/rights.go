package crm

// Act is something that a user may want to do.
type Act string

const (
	SeeSale         Act = "see_sale"
	RegisterSale    Act = "register_sale"
	EditSale        Act = "edit_sale"
	HandOverSale    Act = "hand_over_sale" // change its owner or for whom it is visible
	DeleteSale      Act = "delete_sale"
	DeleteActivity  Act = "delete_activity" // see Activity.AllowDeleting
	EditParty       Act = "edit_party"      // register or edit companies, contacts, projects; see User.AllowParty
	DeleteParty     Act = "delete_party"
	ChangeSelection Act = "change_selection" // see User.AllowSelection
	Configure       Act = "configure"        // types, stages, lists
	ManageUsers     Act = "manage_users"     // users, groups, whose sales are whose
	ReadAudit       Act = "read_audit"
	ImportData      Act = "import_data"  // tables of sales, companies and contacts; each row asks its own rights too
	KeepNumbers     Act = "keep_numbers" // give sales that are imported the numbers they had
)

// reach is how far a right goes.
type reach int

const (
	nothing reach = iota
	own           // the user's own sales
	group         // those of the user's group
	visible       // all that the user can see
	all           // everything
)

// rights is the one table of who may do what; it says nothing about seeing,
// which a sale's visibility decides. What is not in it is not allowed.
var rights = map[Role]map[Act]reach{
	Administrator: {RegisterSale: all, EditSale: all, HandOverSale: all, DeleteSale: all, EditParty: all, DeleteParty: all, ChangeSelection: all, Configure: all, ManageUsers: all, ReadAudit: all,
		ImportData: all, KeepNumbers: all},
	Manager: {RegisterSale: all, EditSale: visible, HandOverSale: group, DeleteSale: group, EditParty: all, DeleteParty: all, ImportData: all},
	Seller:  {RegisterSale: all, EditSale: visible, HandOverSale: own, DeleteSale: own, EditParty: all, DeleteParty: own},
	Reader:  {},
}

// CanSee tells whether the user sees the sale at all. A manager sees all sales
// of the own group, an administrator every sale.
func (u User) CanSee(s Sale) bool {
	if u.Disabled || rights[u.Role] == nil {
		return false
	}
	switch {
	case u.Role == Administrator, s.Visible == Everyone, s.Owner == u.ID:
		return true
	case s.Visible == OwnGroup:
		return s.Group == u.Group
	default:
		return u.Role == Manager && s.Group == u.Group
	}
}

// GoesOutOfSight tells that the user, who edits the sale, would not see it any more
// once it is as it is.
func (s Sale) GoesOutOfSight(u User) bool { return !u.CanSee(s) }

// CanOwn tells whether sales can be given to the user.
func (u User) CanOwn() bool { return u.ID != "" && !u.Disabled && rights[u.Role][EditSale] != nothing }

// May tells whether the user may do this to the sale. For acts that are not
// about one sale the sale is the zero one.
func (u User) May(act Act, s Sale) bool {
	if u.Disabled {
		return false
	}
	if act == SeeSale {
		return u.CanSee(s)
	}
	switch rights[u.Role][act] {
	case all:
		return true
	case visible:
		return u.CanSee(s)
	case group:
		return s.Owner == u.ID || s.Group == u.Group
	case own:
		return s.Owner == u.ID
	}
	return false
}

// Allow returns nil, or NotFound where the user may not even see the sale and
// Forbidden where seeing is all. The error says which act was refused.
func (u User) Allow(act Act, s Sale) error {
	if act.isOnSale() && !u.CanSee(s) {
		return Error{Kind: NotFound, Key: "error.sale.not_found", Act: act}
	}
	if !u.May(act, s) {
		return Error{Kind: Forbidden, Key: "error.forbidden." + string(act), Act: act}
	}
	return nil
}

// AllowParty returns nil, or Forbidden where the user may not do this to the company,
// contact or project: everybody sees them. One's own are those that one registered.
func (u User) AllowParty(act Act, p Party) error {
	may := rights[u.Role][act]
	if !u.Disabled && (may == all || may == own && p.Registered.User == u.ID && u.ID != "") {
		return nil
	}
	return Error{Kind: Forbidden, Key: "error.forbidden." + string(act), Act: act}
}

func (a Act) isOnSale() bool {
	return a == SeeSale || a == EditSale || a == HandOverSale || a == DeleteSale
}
