"""From a machine's word to an accepted minion: signals, reports, the decision, and who carries it out."""
