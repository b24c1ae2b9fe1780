"""The audit report in a real browser: time and size for 100,000 records, filter, sort, console, network, screenshots.

    pip install -e ".[browser]"      # and Chromium with its driver: apt-get install chromium chromium-driver
    python -m tests.bench.report_browser [--screenshots FOLDER]

Not part of the test suite, because a plain machine has no browser. Results go to `tests/bench/results/audit.json`
under `report`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from langchain_guard.audit.report import report
from tests.audit.traffic import KEY, write
from tests.bench.results_file import save


def browser() -> webdriver.Chrome:
    """Headless Chromium that logs its console and every request."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,2300"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def column(driver: webdriver.Chrome, number: int) -> list[str]:
    """The texts of a column as shown."""
    cells = driver.find_elements(By.CSS_SELECTOR, f"#table tbody tr td:nth-child({number})")
    return [cell.text for cell in cells]


def exercise(driver: webdriver.Chrome, page: Path, screenshots: Path | None) -> dict[str, Any]:
    """Open the page and use it as a person would."""
    start = time.perf_counter()
    driver.get(page.as_uri())
    wait = WebDriverWait(driver, 20)
    wait.until(lambda d: d.find_element(By.TAG_NAME, "body").get_attribute("data-ready") == "yes")
    opened = time.perf_counter() - start
    total = driver.find_element(By.ID, "count").text
    if screenshots is not None:
        driver.save_screenshot(str(screenshots / "report-light.png"))

    times = column(driver, 1)
    assert times == sorted(times, reverse=True), "newest first"
    heading = {cell.text: cell for cell in driver.find_elements(By.CSS_SELECTOR, "#table th button")}
    heading["latency"].click()
    latencies = [float(text.removesuffix(" s")) for text in column(driver, 9) if text]
    assert latencies == sorted(latencies, reverse=True), "sorted by latency"
    assert len(latencies) == 100
    heading["latency"].click()
    assert driver.find_element(By.CSS_SELECTOR, "th[aria-sort]").get_attribute("aria-sort") == "ascending"
    heading["severity"].click()
    heading["severity"].click()
    assert column(driver, 7)[0] == "high", "severities have an order of their own"

    driver.find_element(By.ID, "text").send_keys("injection.override BLOCK")
    wait.until(lambda d: d.find_element(By.ID, "count").text != total)
    assert {*column(driver, 6)} == {"injection.override"}
    assert {*column(driver, 5)} == {"block"}
    filtered = driver.find_element(By.ID, "count").text
    driver.find_element(By.ID, "on").click()
    assert driver.find_element(By.ID, "count").text != filtered
    driver.find_element(By.CSS_SELECTOR, "#event option[value='llm_call']").click()
    assert driver.find_element(By.ID, "count").text == "no record"

    theme = "return getComputedStyle(document.body).backgroundColor"
    light = driver.execute_script(theme)
    driver.find_element(By.ID, "theme").click()
    assert driver.execute_script(theme) != light, "the other theme"
    driver.find_element(By.ID, "text").clear()
    driver.find_element(By.CSS_SELECTOR, "#event option[value='']").click()
    if screenshots is not None:
        time.sleep(0.3)
        driver.save_screenshot(str(screenshots / "report-dark.png"))
        driver.set_window_size(420, 2300)
        driver.save_screenshot(str(screenshots / "report-narrow.png"))

    console = [entry["message"] for entry in driver.get_log("browser")]
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    outside = sorted(url for url in urls if not url.startswith(("file:", "data:", "blob:")))
    assert not console, console
    assert not outside, outside
    return {"opened_s": round(opened, 2), "shown": total, "console_messages": len(console), "requests": len(outside)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screenshots", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        log, page = Path(name) / "audit.jsonl", Path(name) / "report.html"
        write(log, 100_000)
        begin, used = time.perf_counter(), time.process_time()
        page.write_text(report([log], keys=[KEY]), "utf-8")
        made, used = time.perf_counter() - begin, time.process_time() - used
        driver = browser()
        try:
            seen = exercise(driver, page, options.screenshots)
        finally:
            driver.quit()
        size = round(page.stat().st_size / 1e6, 2)
        result = {"records": 100_000, "made_s": round(made, 2), "made_cpu_s": round(used, 2), "megabytes": size}
        save("audit", "report", {**result, **seen})
