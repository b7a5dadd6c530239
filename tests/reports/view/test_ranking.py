import numpy as np

from audit.domain import SEVERITIES
from audit.reports.view.ranking import rank_within, ranking_of
from audit.result.results import Audit


def test_groups_count_their_own_elements() -> None:
    groups = np.array([7, 7, 8, 7])
    assert rank_within(groups).tolist() == [0, 1, 0, 2]


def test_errors_come_first_and_suppressed_findings_last(audited: Audit) -> None:
    ranking, found = ranking_of(audited), audited.findings.found
    assert sorted(ranking.order.tolist()) == list(range(len(found)))
    suppressed = ranking.suppressed[ranking.order].tolist()
    assert suppressed == sorted(suppressed)
    severity = [SEVERITIES.index(word) for word in found["severity"].iloc[ranking.order]]
    kept = [place for place, is_last in zip(severity, suppressed, strict=True) if not is_last]
    assert kept == sorted(kept)


def test_each_finding_knows_its_rule(audited: Audit) -> None:
    ranking = ranking_of(audited)
    assert [ranking.rule_ids[place] for place in ranking.rule] == audited.findings.found["rule_id"].tolist()
