"""The look: tokens, fonts, icons, palette and one style. No style sheets."""
