"""What a command says of the station's folder before it works there."""

from __future__ import annotations

from pathlib import Path

import click

from forms.message import Lang


def tell_findings(home: Path, lang: Lang) -> None:
    """Print to stderr which owners, modes and symbolic links are not as they should be."""
    from signing.private_folder import home_findings

    for finding in home_findings(home):
        click.echo(finding.as_text(lang), err=True)
