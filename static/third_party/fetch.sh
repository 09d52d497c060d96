#!/bin/sh
# Brings the browser files that Verkoop does not write itself, from npm, at
# exactly these versions, and refuses a package that is not the one expected.
# Run by `task third-party`. To add an icon, name it in phosphor/icons.txt.
set -eu
cd "$(dirname "$0")"
here=$PWD
axe=$PWD/../../e2e/third_party/axe
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# bring <package>@<version> <file npm writes> <sha256 of it>: unpacks it into $work/<file without .tgz>
bring() {
	(cd "$work" && npm pack --silent "$1" >/dev/null)
	echo "$3  $work/$2" | sha256sum -c --quiet -
	mkdir "$work/${2%.tgz}"
	tar -xzf "$work/$2" -C "$work/${2%.tgz}" --strip-components=1
}
bring htmx.org@4.0.1 htmx.org-4.0.1.tgz 5fba65616ca148a86d377e9771bcada7f35faee3558651feb929eea425e13b3c
bring @phosphor-icons/core@2.1.1 phosphor-icons-core-2.1.1.tgz 313332be6190b724da24107addd781799b48bf76b13963f24501112ffe1baadd
bring axe-core@4.14.1 axe-core-4.14.1.tgz e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745

# The map's address is cut off: we do not ship the map.
mkdir -p htmx phosphor "$axe"
sed '/^\/\/# sourceMappingURL=/d' "$work/htmx.org-4.0.1/dist/htmx.min.js" >htmx/htmx.min.js
cp "$work/htmx.org-4.0.1/LICENSE" htmx/LICENSE
cp "$work/axe-core-4.14.1/axe.min.js" "$work/axe-core-4.14.1/"LICENSE* "$axe/"
cp "$work/phosphor-icons-core-2.1.1/LICENSE" phosphor/LICENSE

# Only the icons that are used, as one file of symbols.
{
	echo '<svg xmlns="http://www.w3.org/2000/svg"><!-- Phosphor icons 2.1.1, MIT licence, phosphoricons.com -->'
	sort -u phosphor/icons.txt | while read -r icon; do
		case $icon in
		*-fill) weight=fill ;;
		*-bold) weight=bold ;;
		*) weight=regular ;;
		esac
		sed -E "s|^<svg [^>]*>|<symbol id=\"$icon\" viewBox=\"0 0 256 256\">|; s|</svg>\$|</symbol>|" \
			"$work/phosphor-icons-core-2.1.1/assets/$weight/$icon.svg"
		echo
	done
	echo '</svg>'
} >phosphor/sprite.svg

sha256sum htmx/* phosphor/* >SHA256SUMS
(cd "$axe/.." && sha256sum axe/* >SHA256SUMS)
echo "third-party files are in $here and $axe"
