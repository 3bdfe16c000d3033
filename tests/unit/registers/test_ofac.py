"""OFAC's parties with their programs, dates, places and papers, although these stand apart."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import NotARegister
from monitor.registers.ofac import read_ofac
from monitor.registers.rows import Row, whole

LIST = """<?xml version="1.0" encoding="utf-8"?><Sanctions xmlns="https://example.org/ADVANCED_XML">
<DateOfIssue><Year>2026</Year><Month>5</Month><Day>20</Day></DateOfIssue>
<ReferenceValueSets>
 <AreaCodeValues><AreaCode ID="5" Description="Kandahar">KDH</AreaCode></AreaCodeValues>
 <CountryValues><Country ID="11" ISO2="AF">Afghanistan</Country></CountryValues>
 <DetailReferenceValues><DetailReference ID="91">Male</DetailReference></DetailReferenceValues>
 <FeatureTypeValues><FeatureType ID="25">Location</FeatureType><FeatureType ID="8">Birthdate</FeatureType>
  <FeatureType ID="224">Gender</FeatureType><FeatureType ID="504">Secondary sanctions risk:</FeatureType></FeatureTypeValues>
 <IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType></IDRegDocTypeValues>
 <LegalBasisValues><LegalBasis ID="3">Executive Order 13224</LegalBasis></LegalBasisValues>
 <ListValues><List ID="1550">SDN List</List></ListValues>
 <NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType></NamePartTypeValues>
 <PartySubTypeValues><PartySubType ID="3">Entity</PartySubType><PartySubType ID="4">Individual</PartySubType></PartySubTypeValues>
 <SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="2">Block</SanctionsType></SanctionsTypeValues>
</ReferenceValueSets>
<Locations><Location ID="25"><LocationAreaCode AreaCodeID="5"/><LocationCountry CountryID="11"/><LocationPart LocPartTypeID="1">
 <LocationPartValue><Value>Main street</Value></LocationPartValue></LocationPart></Location></Locations>
<IDRegDocuments><IDRegDocument IDRegDocTypeID="1571" IdentityID="7" IssuedBy-CountryID="11"><IDRegistrationNo>D 1</IDRegistrationNo>
 </IDRegDocument></IDRegDocuments>
<DistinctParties>
 <DistinctParty FixedRef="1"><Comment>Chief.</Comment><Profile ID="1" PartySubTypeID="4"><Identity ID="7">
   <NamePartGroups><MasterNamePartGroup><NamePartGroup ID="70" NamePartTypeID="1520"/></MasterNamePartGroup>
    <MasterNamePartGroup><NamePartGroup ID="71" NamePartTypeID="1521"/></MasterNamePartGroup></NamePartGroups>
   <Alias AliasTypeID="1400" Primary="false"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="70">MOTAQI</NamePartValue>
    </DocumentedNamePart></DocumentedName></Alias>
   <Alias AliasTypeID="1403" Primary="true"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="70">MUTTAQI</NamePartValue>
    </DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="71">Amir Khan</NamePartValue></DocumentedNamePart></DocumentedName>
    <DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="70">متقی</NamePartValue></DocumentedNamePart>
    </DocumentedName></Alias></Identity>
  <Feature FeatureTypeID="25"><FeatureVersion><VersionLocation LocationID="25"/></FeatureVersion></Feature>
  <Feature FeatureTypeID="8"><FeatureVersion><DatePeriod><Start><From><Year>1968</Year><Month>1</Month><Day>1</Day></From></Start>
   <End><To><Year>1968</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></FeatureVersion></Feature>
  <Feature FeatureTypeID="8"><FeatureVersion><DatePeriod><Start><From><Year>1970</Year></From></Start></DatePeriod></FeatureVersion></Feature>
  <Feature FeatureTypeID="224"><FeatureVersion><VersionDetail DetailReferenceID="91"/></FeatureVersion></Feature>
  <Feature FeatureTypeID="504"><FeatureVersion><VersionDetail>yes</VersionDetail></FeatureVersion></Feature>
  <Feature FeatureTypeID="9999"><FeatureVersion><VersionDetail>unknown</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
 <DistinctParty FixedRef="2"><Profile ID="2" PartySubTypeID="3"><Identity ID="8"/></Profile></DistinctParty>
</DistinctParties>
<SanctionsEntries>
 <SanctionsEntry ID="1" ProfileID="1" ListID="1550"><EntryEvent LegalBasisID="3"><Date><Year>2001</Year><Month>9</Month><Day>3</Day></Date>
  </EntryEvent><SanctionsMeasure SanctionsTypeID="1"><Comment>SDGT</Comment></SanctionsMeasure><SanctionsMeasure SanctionsTypeID="2"/>
 </SanctionsEntry><SanctionsEntry ID="2" ProfileID="99"/><SanctionsEntry ID="3" ProfileID="2"/>
</SanctionsEntries></Sanctions>""".encode()


def test_a_party_is_one_row() -> None:
    assert whole(read_ofac(LIST)) == (
        Row(
            key="1",
            name="Amir Khan MUTTAQI",
            cells=(
                ("type", "Individual"),
                ("documents", "Passport D 1 Afghanistan"),
                ("Location", "Main street, Kandahar, Afghanistan"),
                ("Birthdate", "1968-01-01 to 1968-12-31; 1970"),
                ("Gender", "Male"),
                ("Secondary sanctions risk", "yes"),
                ("feature", "unknown"),
                ("aliases", "MOTAQI; متقی"),
                ("list", "SDN List"),
                ("programs", "SDGT"),
                ("measures", "Block"),
                ("listed", "2001-09-03"),
                ("legal basis", "Executive Order 13224"),
            ),
            note="Chief.",
        ),
        Row(key="2", name="2", cells=(("type", "Entity"),)),
    )


def test_another_list_is_none() -> None:
    with pytest.raises(NotARegister, match="no_rows"):
        whole(read_ofac(b"<CONSOLIDATED_LIST/>"))


@given(st.builds(lambda a, n, b: LIST[:a] + b + LIST[a + n :], st.integers(0, len(LIST)), st.integers(0, 40), st.binary(max_size=9)))
def test_any_bytes_are_a_register_or_not(body: bytes) -> None:
    with suppress(NotARegister):
        whole(read_ofac(body))
