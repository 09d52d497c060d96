package badger

import (
	"encoding/binary"

	"verkoop/crm"
	"verkoop/store"
)

// The whole key scheme. The first byte says what a key is of; [text] is a length
// and the text, so that no text runs into the next; id] is an id and its length,
// which a key ends with; numbers are 8 bytes, big end first; ^ is the complement, so that
// what is highest comes first; at is 12 bytes of audit.go; {sort} is a sort key of
// sort.go, 0 a byte that ends text, state one of sale_state.go. Index entries hold no
// value but for 's', 'F' and those of 'L' by date, which have facts.go's.
//
//	records
//	  S number                       sale
//	  H [sale] ^version              change, newest first
//	  Y [sale]                       summary of the sale's activities
//	  A [activity]                   activity
//	  C [company]                    company
//	  K [contact]                    contact
//	  P [project]                    project
//	  U [user]                       user
//	  G [group]                      group
//	  Z what [id]                    setup: organisation, type, stage, value, currency
//	  B [key]                        submission, goes by itself
//	  D [sale]                       what stays of a deleted sale: its number
//	  E ^at entry]                   audit entry, newest first
//	  X [user]                       password
//	  V [user]                       preferences
//	  I [session]                    session, goes by itself
//	  T [ticket]                     ticket, goes by itself
//	  Q [attempts]                   attempts, go by themselves
//	  J [kind] [user]                job
//	  O [selection]                  selection
//	  q [import]                     import
//	  r [import] line                row of it that could not be taken
//	  = [import] line                rows of it that were taken in, up to that line; go by themselves
//	  R column [id]                  how far sales have moved to another name's place
//	  M [user]                       the sales that the user saved last
//
//	counters
//	  #f                             format of the data, and the secret of cursors
//	  #n                             highest sale number given
//	  #q                             sequence
//	  #s  #u                         stamp of the setup, of the users
//	  #r                             how many relistings there are
//
//	indexes
//	  s [sale]                       the sale's number
//	  c [company] number             sales of a company
//	  p [contact] number             sales of a contact
//	  o [owner] state number         sales of an owner
//	  u 't' [type] number            sales that have the part of the setup
//	  u 's' [stage] closed [type] number
//	  u 'v' [value] number
//	  u 'c' [currency] number
//	  u 'i' [type/item] activity]    activities made for an item of a guide
//	  u 'd' [kind] activity]         documents of the kind
//	  F number                       facts of a sale
//	  L audience state column {sort} number
//	                                 lists of sales
//	  w audience word 0 number       sales by each word of their title, company and contact
//	  a [sale] '0' {day} start 0 activity]
//	                                 activities to do, by day
//	  a [sale] '1' ^completed activity]
//	                                 those completed, newest first
//	  x [sale] {day} activity]       follow-ups to do
//	  y [owner] {day} start 0 activity]
//	                                 the same of an owner
//	  d number                       numbers of deleted sales
//	  h [sale] activity]             activities of another sale, or none, whose home it is
//	  b [hash] activity]             activities that an uploaded file belongs to
//	  N noun {name} id]              companies, contacts, projects by name
//	  W noun word 0 id]              the same by each word of the name
//	  k [company] {name} contact]    contacts of a company by name
//	  v [user] {name} selection]     selections of a user by name; for shared ones also without user
//	  e [entry]                      audit entries by id
//	  f [person] [kind] ^at entry]    audit entries by or about a person, of a kind and of both; what
//	                                 is not asked for is empty
//
// The audience of a list entry is who may see the sale: 'e' everyone; for the
// others 'n' (administrators), 'o' [owner], and 'g' [group] or 'm' [group] (the
// group's managers). The owner has an entry of a group's sale too, since a sale
// may be of another group than its owner.
const (
	kSale       = 'S'
	kChange     = 'H'
	kSummary    = 'Y'
	kActivity   = 'A'
	kCompany    = 'C'
	kContact    = 'K'
	kProject    = 'P'
	kUser       = 'U'
	kGroup      = 'G'
	kSetup      = 'Z'
	kSubmission = 'B'
	kDeleted    = 'D'
	kGone       = 'n'
	kAudit      = 'E'
	kPassword   = 'X'
	kPreferred  = 'V'
	kSession    = 'I'
	kTicket     = 'T'
	kAttempts   = 'Q'
	kJob        = 'J'
	kSelection  = 'O'
	kRelisting  = 'R'
	kImport     = 'q'
	kImportRow  = 'r'
	kImportNote = 'z'
	kImported   = '='
	kRecent     = 'M'
	kCounter    = '#'
	kEvent      = '+'

	kSaleID         = 's'
	kCompanySale    = 'c'
	kContactSale    = 'p'
	kProjectSale    = 'j'
	kOwnerSale      = 'o'
	kUse            = 'u'
	kFacts          = 'F'
	kList           = 'L'
	kSaleWord       = 'w'
	kSaleActivity   = 'a'
	kFollowUp       = 'x'
	kOwnerFollowUp  = 'y'
	kDeletedNumber  = 'd'
	kHome           = 'h'
	kFile           = 'b'
	kName           = 'N'
	kWord           = 'W'
	kCompanyContact = 'k'
	kCompanyProject = 'l'
	kMark           = 'g'
	kPartyActivity  = 'm'
	kUserSelection  = 'v'
	kAuditID        = 'e'
	kAuditOf        = 'f'
	kUserSession    = 'i'
	kUserTicket     = 't'
)

// indexKinds are the kinds that Check counts.
var indexKinds = [...]byte{kSaleID, kCompanySale, kContactSale, kProjectSale, kOwnerSale, kUse, kFacts, kList, kSaleWord, kSaleActivity, kFollowUp, kOwnerFollowUp, kDeletedNumber, kHome, kFile,
	kName, kWord, kCompanyContact, kCompanyProject, kMark, kPartyActivity, kUserSelection, kAuditID, kAuditOf}

// fadingKinds are the other kinds of index entries: those that go by themselves,
// at the same moment as their record.
var fadingKinds = [...]byte{kUserSession, kUserTicket}

const (
	setupOrganisation = 'O'
	setupType         = 'T'
	setupStage        = 'S'
	setupValue        = 'V'
	setupCurrency     = 'C'
)

const (
	useType     = 't'
	useStage    = 's'
	useValue    = 'v'
	useCurrency = 'c'
	useItem     = 'i'
	useSort     = 'd'

	useOpen   = '0' // of the sales in a stage
	useClosed = '1'
)

var (
	formatKey     = []byte("#f")
	numberKey     = []byte("#n")
	sequenceKey   = []byte("#q")
	setupStampKey = []byte("#s")
	userStampKey  = []byte("#u")
	relistingsKey = []byte("#r")
)

// key is built from left to right.
type key []byte

func newKey(kind byte) key                 { return append(make(key, 0, 96), kind) }
func (k key) byte(b byte) key              { return append(k, b) }
func (k key) raw(b []byte) key             { return append(k, b...) }
func (k key) number(n uint64) key          { return binary.BigEndian.AppendUint64(k, n) }
func (k key) sale(n crm.SaleNumber) key    { return k.number(uint64(n)) }
func text[T ~string](k key, s T) key       { return append(binary.AppendUvarint(k, uint64(len(s))), s...) }
func idKey[T ~string](kind byte, id T) key { return text(newKey(kind), id) }

// endID ends an index key with the id, which lastID takes out again.
func endID[T ~string](k key, id T) string { return string(append(append(k, id...), byte(len(id)))) }

func lastID(k []byte) string {
	end := len(k) - 1
	return string(k[end-int(k[end]) : end])
}

// maxID is how long an id may be.
const maxID = 128

// lastNumber is the number at the end of a key.
func lastNumber(k []byte) uint64 { return binary.BigEndian.Uint64(k[len(k)-8:]) }

func saleKey(n crm.SaleNumber) key { return newKey(kSale).sale(n) }

func changeKey(id crm.SaleID, version uint64) key {
	return idKey(kChange, id).number(^version)
}

// eventKey stands among the sale's changes, newest first, between that of the version
// in which the event happened and the next one's.
func eventKey(e crm.Event) key {
	return text(idKey(kEvent, e.Sale).number(^(e.Version + 1)).number(^uint64(e.By.At.UnixNano())), string(e.Activity)+" "+string(e.What))
}

func setupKey(what byte, id string) key { return text(newKey(kSetup).byte(what), id) }

// listPrefix begins the entries of one list for one audience.
func listPrefix(audience string, st state, c store.Column) key {
	return append(newKey(kList), audience...).byte(byte(st)).byte(columnLetter(c))
}

// ownerPrefix begins the owner's sales of that state.
func ownerPrefix(owner crm.UserID, st state) key { return idKey(kOwnerSale, owner).byte(byte(st)) }

// saleWordPrefix begins the entries of all words that begin so; with a 0 after it
// those of that word.
func saleWordPrefix(audience, word string) key {
	return append(append(newKey(kSaleWord), audience...), word...)
}

func factsKey(n crm.SaleNumber) key { return newKey(kFacts).sale(n) }

// columnLetter is the column in keys; 0 for one that there is not.
func columnLetter(c store.Column) byte {
	switch c {
	case byCompanyWords:
		return 'y'
	case byContactWords:
		return 'z'
	}
	for i, known := range store.Columns {
		if c == known {
			return 'a' + byte(i)
		}
	}
	return 0
}

const (
	everyone   = "e"
	restricted = "n"
)

func audience[T ~string](letter byte, id T) string { return string(text(newKey(letter), id)) }

// saleAudiences are those that the sale has list entries for.
func saleAudiences(s *crm.Sale) []string {
	switch s.Visible {
	case crm.Everyone:
		return []string{everyone}
	case crm.OwnGroup:
		return []string{restricted, audience('o', s.Owner), audience('g', s.Group)}
	default:
		return []string{restricted, audience('o', s.Owner), audience('m', s.Group)}
	}
}

// readerAudiences are those whose entries together are all that crm.User.CanSee
// lets the user see.
func readerAudiences(u crm.User) []string {
	switch {
	case u.Disabled:
		return nil
	case u.Role == crm.Administrator:
		return []string{everyone, restricted}
	case u.Role == crm.Manager:
		return []string{everyone, audience('o', u.ID), audience('g', u.Group), audience('m', u.Group)}
	case u.Role == crm.Seller, u.Role == crm.Reader:
		return []string{everyone, audience('o', u.ID), audience('g', u.Group)}
	default:
		return nil
	}
}

// listPlace is a place in a list: what follows the list's prefix.
func listPlace(sort []byte, n crm.SaleNumber) []byte {
	return key(append(make([]byte, 0, len(sort)+8), sort...)).sale(n)
}

func listKey(prefix key, place []byte) []byte {
	return append(append(make([]byte, 0, len(prefix)+len(place)), prefix...), place...)
}
