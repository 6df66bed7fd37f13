"""The fictitious answers of the demo and the tests. No such person or employer exists.

Identity numbers are in the unassigned area 379999; no person answers the telephone number. The given name of the
applicant, 𬭚 (U+2CB5A), is beyond the Basic Multilingual Plane, as real names can be.
"""


def sample_registration() -> dict[str, str]:
    """Return held values for every field of the unemployment registration that the applicant fills."""
    return {
        "name": "张𬭚",
        "sex": "1",
        "ethnic": "01",
        "id_type": "resident-card",
        "id_no": "379999198808160031",
        "birth": "1988-08-16",
        "hukou_type": "50",
        "hukou_address": "某市某区示例街道和平社区 3 号楼 2 单元 501 室",
        "live_address": "某市某区示例街道和平社区 3 号楼 2 单元 501 室",
        "education": "30",
        "phone": "13900000000",
        "last_employer": "某市示例机械有限公司",
        "left_on": "2026-10-31",
        "reason": "21",
        "claims_insurance": "yes",
        "wanted_work": "机械装调，本区，月薪 5000 元以上",
        "services": "010,040",
    }


def sample_contract() -> dict[str, str]:
    """Return held values for every field of the fixed-term contract: two years, two months of probation."""
    return {
        "employer_name": "某市示例机械有限公司",
        "employer_code": "91379999MAEXAMPX6W",
        "employer_address": "某市某区示例工业园 8 号",
        "employer_representative": "陈示范",
        "agent_name": "陈平",
        "agent_id_no": "379999197903050119",
        "worker_name": "王林",
        "worker_id_no": "379999199504120027",
        "worker_address": "某市某区示例街道和平社区 7 号楼 1 单元 302 室",
        "worker_phone": "13900000000",
        "starts_on": "2026-12-01",
        "ends_on": "2028-11-30",
        "probation_months": "2",
        "work": "数控机床操作",
        "place": "某市某区示例工业园 8 号一号车间",
        "hours": "standard",
        "pay_month": "6200.00",
        "probation_pay": "5200.00",
        "pay_day": "15",
        "hazards": "噪声",
    }
