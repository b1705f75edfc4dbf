"""The topics of the shipped site.yaml: what they are called, how well they fit, and the known traps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.classify import Classifier, classify
from generator.config import SiteConfig, load_config
from generator.models import ClassifiedPaper
from generator.papers.merge import merge_records
from generator.rules import RuleBook, compile_rules
from generator.sources.opening import read_source
from tests.support import CHECKOUT, SEEDS, record

LABELS = Path(__file__).resolve().parent / "labels" / "topics.jsonl"
MOST_WITHOUT_TOPIC = 0.01
LEAST_PRECISION = 0.9
LEAST_RECALL = 0.91

TOPICS = (
    ("generative-models", "Generative models", None),
    ("variational-methods", "Variational inference and autoencoders", "generative-models"),
    ("diffusion-models", "Diffusion and score-based models", "generative-models"),
    ("bayesian-methods", "Bayesian methods and uncertainty", None),
    ("graph-learning", "Graphs and graph networks", None),
    ("reinforcement-learning", "Reinforcement learning and bandits", None),
    ("optimization", "Optimization and training", None),
    ("learning-theory", "Theory of learning", None),
    ("representation-learning", "Representation and self-supervised learning", None),
    ("architectures", "Network architectures", None),
    ("efficiency", "Efficiency, compression and architecture search", None),
    ("interpretability", "Interpretability and explanation", None),
    ("robustness", "Robustness and safety", None),
    ("causality", "Causality", None),
    ("transfer-learning", "Transfer, meta- and continual learning", None),
    ("language", "Natural language processing", None),
    ("large-language-models", "Large language models", "language"),
    ("vision", "Computer vision", None),
    ("image-generation", "Image, video and 3D synthesis", "vision"),
    ("multimodal", "Vision and language", None),
    ("speech-audio", "Speech and audio", None),
    ("retrieval", "Search, retrieval and recommendation", None),
    ("science-health", "Science and medicine", None),
    ("quantum", "Quantum computing", "science-health"),
    ("game-theory", "Games, fairness and economics", None),
    ("surveys", "Surveys and tutorials", None),
    ("datasets-benchmarks", "Datasets and benchmarks", None),
)

# A shipped paper, a topic that it is about, and one that a careless rule would add.
SHIPPED_TRAPS = (
    (
        "Neural Sheaf Diffusion: A Topological Perspective on Heterophily and Oversmoothing in GNNs",
        "graph-learning",
        "diffusion-models",
    ),
    ("Diffusion Variational Autoencoders", "variational-methods", "diffusion-models"),
    (
        "Expressive variational quantum circuits provide inherent privacy in federated learning",
        "quantum",
        "variational-methods",
    ),
    (
        "Variational Quantum Soft Actor-Critic for Robotic Arm Control",
        "quantum",
        "variational-methods",
    ),
    (
        "Recurrent Variational Network: A Deep Learning Inverse Problem Solver applied to the task of "
        "Accelerated MRI Reconstruction",
        "science-health",
        "variational-methods",
    ),
    (
        "Distributed Methods with Compressed Communication for Solving Variational Inequalities, with "
        "Theoretical Guarantees",
        "optimization",
        "variational-methods",
    ),
    (
        "Variational principle and 1-point functions in 3-dimensional flat space Einstein gravity",
        "science-health",
        "variational-methods",
    ),
    (
        "Tighter Variational Bounds are Not Necessarily Better",
        "variational-methods",
        "learning-theory",
    ),
    ("3D ShapeNets: A Deep Representation for Volumetric Shapes", "vision", "bayesian-methods"),
    (
        "SteinDreamer: Variance Reduction for Text-to-3D Score Distillation via Stein Identity",
        "diffusion-models",
        "efficiency",
    ),
    (
        "Knowledge distillation: A good teacher is patient and consistent",
        "efficiency",
        "science-health",
    ),
    ("DeepWalk: Online Learning of Social Representations", "graph-learning", "optimization"),
)

# Made texts: a title, an abstract, a topic that it is about and one that it only mentions.
MADE_TRAPS = (
    (
        "Faster Rates for Stochastic Mirror Descent",
        "We prove a convergence rate for mirror descent on convex losses. A run on an image data set agrees.",
        "optimization",
        "vision",
    ),
    (
        "Predicting Loan Defaults Fairly",
        "We study group fairness in lending. A transformer serves as one of six baselines.",
        "game-theory",
        "architectures",
    ),
    (
        "A Tagger for Faroese",
        "Part-of-speech tagging of a low-resource language is improved by morphological features.",
        "language",
        "speech-audio",
    ),
    (
        "Automatic Calibration of Camera Walls",
        "We calibrate many cameras at once; the calibration needs one video of a moving light.",
        "vision",
        "bayesian-methods",
    ),
    (
        "How Wide Must a Network Be?",
        "We prove lower bounds on the width at which a multi-layer perceptron has universal approximation.",
        "learning-theory",
        "interpretability",
    ),
    (
        "Who Said It? Attribution of Quotations in Novels",
        "We present an annotated corpus of dialogue in novels and a parser that finds the speaker.",
        "language",
        "speech-audio",
    ),
)


@pytest.fixture(scope="module")
def config() -> SiteConfig:
    return load_config(CHECKOUT / "site.yaml")


@pytest.fixture(scope="module")
def rules(config: SiteConfig) -> RuleBook:
    return compile_rules(config)


@pytest.fixture(scope="module")
def shipped(rules: RuleBook) -> Mapping[str, ClassifiedPaper]:
    files = sorted(SEEDS.glob("*.txt"))
    readings = [read_source(file, f"seeds/{file.name}", year=2025) for file in files]
    papers = merge_records(record for reading in readings for record in reading.records)
    return {_name(found): found for found in classify(papers, rules)}


def test_shipped_papers_have_the_same_topics_one_by_one(
    rules: RuleBook, shipped: Mapping[str, ClassifiedPaper]
):
    """A paper classified by itself has the topics and the words that it has among all others."""
    classifier = Classifier(rules)
    for found in shipped.values():
        assert classifier.classified(found.paper) == found


def _name(found: ClassifiedPaper) -> str:
    """Name a paper as its listing does; the labels do not follow what the cleaning makes of it."""
    return found.paper.as_read_title or found.paper.title


def test_topics_are_the_promised_ones(config: SiteConfig):
    """The shipped site.yaml has the 27 topics under the promised slugs, titles and parents."""
    found = tuple((topic.slug, topic.title, topic.parent) for topic in config.topics)
    assert found == TOPICS


def test_every_topic_describes_itself(config: SiteConfig):
    """Every shipped topic has a description for its page."""
    assert [topic.slug for topic in config.topics if not topic.description] == []


def test_every_topic_has_papers(shipped: Mapping[str, ClassifiedPaper]):
    """Every shipped topic is given to at least one shipped paper."""
    given = {topic for found in shipped.values() for topic in found.topics}
    assert given == {slug for slug, _, _ in TOPICS}


def test_few_papers_have_no_topic(shipped: Mapping[str, ClassifiedPaper]):
    """At most 1 in 100 of the shipped papers are left without a topic."""
    without = sorted(title for title, found in shipped.items() if not found.matches)
    assert len(without) <= MOST_WITHOUT_TOPIC * len(shipped), without


@pytest.mark.parametrize("split", ["dev", "test", "rest"])
def test_rules_agree_with_labels(shipped: Mapping[str, ClassifiedPaper], split: str):
    """Of the topics given and of those labelled by hand, 9 in 10 are the same."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    given: set[tuple[str, str]] = set()
    wanted: set[tuple[str, str]] = set()
    for label in labels:
        if label["split"] == split:
            title = label["title"]
            found = shipped.get(title) or shipped_by_shown_title(shipped, title)
            given |= {(title, topic) for topic in found.topics}
            wanted |= {(title, topic) for topic in label["topics"]}
    assert len(given & wanted) >= LEAST_PRECISION * len(given), sorted(given - wanted)
    assert len(given & wanted) >= LEAST_RECALL * len(wanted), sorted(wanted - given)


def shipped_by_shown_title(shipped: Mapping[str, ClassifiedPaper], title: str) -> ClassifiedPaper:
    """Find a paper by the title that its page shows."""
    return next(found for found in shipped.values() if found.paper.title == title)


@pytest.mark.parametrize(("title", "topic", "trap"), SHIPPED_TRAPS)
def test_shipped_paper_escapes_the_trap(
    shipped: Mapping[str, ClassifiedPaper], title: str, topic: str, trap: str
):
    """A shipped paper gets the topic that it is about and not the one that its words suggest."""
    topics = shipped[title].topics
    assert topic in topics
    assert trap not in topics


@pytest.mark.parametrize(("title", "abstract", "topic", "trap"), MADE_TRAPS)
def test_passing_mention_gives_no_topic(
    rules: RuleBook, title: str, abstract: str, topic: str, trap: str
):
    """A paper gets the topic that it is about and not the one that it mentions in passing."""
    (found,) = classify(merge_records([record(title, abstract)]), rules)
    assert topic in found.topics
    assert trap not in found.topics
