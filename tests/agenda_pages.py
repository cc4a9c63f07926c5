"""Meeting pages of many layouts and languages, and what they say: all of it made up."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PastedPage:
    """A page, its items as lines, start, end and zone of the meeting, its chair, and the minutes under its items.

    `needs_indent` where nothing but indentation tells the nesting.
    """

    name: str
    text: str
    outline: tuple[str, ...]
    when: tuple[str, str, str]
    chair: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    needs_indent: bool = False


PAGES = (
    PastedPage(
        name="english twelve hours, rooms, conveners",
        text="""Skip to main content
Coastal Radar Board
Tuesday Nov 9, 2021, 1:30 PM → 5:00 PM America/New_York
Room 12 (Harbour House)
Ana Prado (Porto Lab)
Description
Quarterly meeting of the board
Videoconference
Coastal Radar Board
1:30 PM → 1:40 PM
Welcome 10m Room 12 (Harbour House)
Speaker: Ana Prado (Porto Lab)
1:40 PM → 3:10 PM
Stations: Northern part 1h 30m 40/S2-A01 - Salle Anderson
Conveners: Ida van der Meer (Delft), Tom Hale
1:40 PM
Buoys 20m
What was measured
Speaker: Tom Hale (Harbour Trust)
The mirror is back.
Two buoys remain out.
2:00 PM
Tide gauges 30m
Speakers: Jo O'Neil, Pia Lund
2:30 PM
Cameras 40m
Speaker: Karl Ott
3:10 PM → 3:30 PM
Foyer, ground floor
Coffee break
3:30 PM → 4:50 PM
Round table 1h 20m
Minutes
All stations reported.
North 20m
Speaker: Léa Roux
South 20m
Speaker: Marc Petit
East 20m
Speaker: Noémie Blanc
4:50 PM → 5:00 PM
AOB 10m
Powered by Indico v3.3.2
""",
        outline=(
            "1 09 13:30 10 Welcome | Ana Prado",
            "2 09 13:40 90 Stations: Northern part | Ida van der Meer, Tom Hale",
            "*2.1 09 13:40 20 Buoys | Tom Hale",
            "*2.2 09 14:00 30 Tide gauges | Jo O'Neil, Pia Lund",
            "*2.3 09 14:30 40 Cameras | Karl Ott",
            "3 09 15:10 20 Coffee break",
            "4 09 15:30 80 Round table",
            "*4.1 09 15:30 20 North | Léa Roux",
            "*4.2 09 15:50 20 South | Marc Petit",
            "*4.3 09 16:10 20 East | Noémie Blanc",
            "5 09 16:50 10 AOB",
        ),
        when=("2021-11-09T13:30:00-05:00", "2021-11-09T17:00:00-05:00", "America/New_York"),
        notes={"2.1": "The mirror is back.\nTwo buoys remain out.", "4": "All stations reported."},
    ),
    PastedPage(
        name="english two days, nested",
        text="""There are minutes attached to this event. Show them.
Orbital Debris Working Group
from Monday, 6 June 2022 (9:00 AM) to Tuesday, 7 June 2022 (12:30 PM)
America/Chicago timezone
Building 4, Room 210
Chairs: Ann Lee, Bo Roy

    Monday, 6 June 2022
        9:00 AM - 9:30 AM
            Welcome and logistics 30m
            Speaker: Ann Lee (JSC)
        9:30 AM - 12:00 PM
            Session 1: Tracking 2h 30m
            Convener: Cy Dune
            9:30 AM
                Radar 40m
                Speakers: Di Foss (MIT Lincoln Lab), Eve Gale
                Minutes
                The radar is back since May; see plots of 3 m.
                Action: Eve to send the list by 20 June 2022
            10:10 AM
                Coffee 20m
            10:30 AM
                Telescopes 1h 30m
                Speaker: Fay Hill (ESO)
    Tuesday, 7 June 2022
        9:00 AM - 12:30 PM
            Session 2: Plans 3h 30m
            Conveners: Gus Ives, Hal Jones (NASA)
""",
        outline=(
            "1 06 09:00 30 Welcome and logistics | Ann Lee",
            "2 06 09:30 150 Session 1: Tracking | Cy Dune",
            "2.1 06 09:30 40 Radar | Di Foss, Eve Gale",
            "2.2 06 10:10 20 Coffee",
            "2.3 06 10:30 90 Telescopes | Fay Hill",
            "3 07 09:00 210 Session 2: Plans | Gus Ives, Hal Jones",
        ),
        when=("2022-06-06T09:00:00-05:00", "2022-06-07T12:30:00-05:00", "America/Chicago"),
        notes={"2.1": "The radar is back since May; see plots of 3 m.\nAction: Eve to send the list by 20 June 2022"},
    ),
    PastedPage(
        name="german two days",
        text="""Zum Hauptinhalt springen
Jahrestreffen Moorbeobachtung
3–4 März 2022
Universität Greifswald
Zeitzone Europe/Berlin
Übersicht
Zeitplan
Sitzungsleitung: Prof. Dr. Heike Lorenz
Donnerstag, 3. März 2022
09:00 → 09:15
Begrüßung 15 Min.
Sprecher: Heike Lorenz (Uni Greifswald)
09:15 → 10:45
Pegel und Proben 1 Std. 30 Min.
Sitzungsleiter: Jan Brandt
09:15
Wasserstände 30 Min.
Sprecherin: Dr. Uta Klein (Moorzentrum)
09:45
Torfproben 60 Min.
Referenten: Ole Petersen, Mia Groß und Lars Wulf
Freitag, 4. März 2022
10:00 → 11:00
Berichte der Standorte 1 Std.
Nord 20 Min.
Vortragender: Ole Petersen
Süd 20 Min.
Vortragende: Mia Groß
West 20 Min.
Sprecher: Lars Wulf
11:00 → 11:30
Nächster Termin 30 Min.
Nächstes Treffen am 5. Mai 2022
""",
        outline=(
            "1 03 09:00 15 Begrüßung | Heike Lorenz",
            "2 03 09:15 90 Pegel und Proben | Jan Brandt",
            "2.1 03 09:15 30 Wasserstände | Uta Klein",
            "2.2 03 09:45 60 Torfproben | Ole Petersen, Mia Groß, Lars Wulf",
            "3 04 10:00 60 Berichte der Standorte",
            "*3.1 04 10:00 20 Nord | Ole Petersen",
            "*3.2 04 10:20 20 Süd | Mia Groß",
            "*3.3 04 10:40 20 West | Lars Wulf",
            "4 04 11:00 30 Nächster Termin",
        ),
        when=("2022-03-03T09:00:00+01:00", "2022-03-04T11:30:00+01:00", "Europe/Berlin"),
        chair="Heike Lorenz",
    ),
    PastedPage(
        name="french numbered",
        text="""Comité des sentiers
lundi 14 févr. 2022, 14:00 → 16:00 Europe/Paris
1. 14:00 → 14:10
Ouverture 10m
Orateur: Alix Morel
2. 14:10 → 15:40
Tour des massifs 1h 30m
Animatrice: Alix Morel
2.1 Vosges 30m
Orateur: Bruno Keller (ONF)
2.2 Jura 30m
Oratrice: Chloé Perrin
2.3 Cévennes 30m
Orateurs: David Faure, Emma Roussel
3. 15:40 → 16:00
Divers 20m
""",
        outline=(
            "1 14 14:00 10 Ouverture | Alix Morel",
            "2 14 14:10 90 Tour des massifs | Alix Morel",
            "*2.1 14 14:10 30 Vosges | Bruno Keller",
            "*2.2 14 14:40 30 Jura | Chloé Perrin",
            "*2.3 14 15:10 30 Cévennes | David Faure, Emma Roussel",
            "3 14 15:40 20 Divers",
        ),
        when=("2022-02-14T14:00:00+01:00", "2022-02-14T16:00:00+01:00", "Europe/Paris"),
    ),
    PastedPage(
        name="french numbers without times",
        text="""Groupe Cimes - réunion 12
mardi 15 mars 2022
14h00-15h30
Salle Lavoisier (bât. 3)
Présidente : Nadia Cole

1 Accueil 5'
   Orateur : Nadia Cole
2 Tour de table 45'
 2.1 Alpes 15'
     Oratrice : Lise Roy
     Compte rendu
     Trois capteurs posés.
 2.2 Pyrénées 15'
     Orateur : Max Fort
 2.3 Corse 15'
     Orateurs : Zoé Petit et Luc Brun
3 Calendrier 20'
4 Divers 20'
""",
        outline=(
            "1 15 14:00 5 Accueil | Nadia Cole",
            "2 15 14:05 45 Tour de table",
            "*2.1 15 14:05 15 Alpes | Lise Roy",
            "*2.2 15 14:20 15 Pyrénées | Max Fort",
            "*2.3 15 14:35 15 Corse | Zoé Petit, Luc Brun",
            "3 15 14:50 20 Calendrier",
            "4 15 15:10 20 Divers",
        ),
        when=("2022-03-15T14:00:00+01:00", "2022-03-15T15:30:00+01:00", "Europe/Paris"),
        chair="Nadia Cole",
        notes={"2.1": "Trois capteurs posés."},
    ),
    PastedPage(
        name="italian dots",
        text="""Riunione del gruppo Faro
mercoledì 6 aprile 2022
dalle 10.00 alle 11.30 (Europe/Rome)
Presidente: Giulia Ferri (INAF)
10.00 – 10.10 Apertura
Relatrice: Giulia Ferri (INAF)
10.10 – 11.10 Giro di tavolo
  • Torino 20 min
    Relatore: Paolo Riva
  • Pisa 20 min
    Relatori: Sara Conti e Luca Villa
  • Bari 20 min
    Relatore: Nino Greco
11.10 – 11.30 Varie ed eventuali
Verbale
  • Prossima riunione il 20 aprile 2022
""",
        outline=(
            "1 06 10:00 10 Apertura | Giulia Ferri",
            "2 06 10:10 60 Giro di tavolo",
            "*2.1 06 10:10 20 Torino | Paolo Riva",
            "*2.2 06 10:30 20 Pisa | Sara Conti, Luca Villa",
            "*2.3 06 10:50 20 Bari | Nino Greco",
            "3 06 11:10 20 Varie ed eventuali",
        ),
        when=("2022-04-06T10:00:00+02:00", "2022-04-06T11:30:00+02:00", "Europe/Rome"),
        chair="Giulia Ferri",
        notes={"3": "• Prossima riunione il 20 aprile 2022"},
    ),
    PastedPage(
        name="italian conference, nested",
        text="""Progetto Lago
giovedì 22 settembre 2022, 14:30 → 16:00 Europe/Rome
Videoconferenza
Progetto Lago
https://infn-it.zoom.us/j/89012345678?pwd=xyz
14:30 → 14:35
Benvenuto 5m
Relatrice: Prof.ssa Giulia Ferri (Università di Torino)
14:35 → 15:35
Stato dei siti 1h
Moderatore: Paolo Riva (INAF - OATo)
  14:35
  Como 20m
  Relatore: Sara Conti
  14:55
  Garda 20m
  Relatori: Luca Villa (CNR (Pisa)), Nino Greco
  15:15
  Iseo 20m
  Relatore: Elio Mori
15:35 → 15:50
Bar, piano terra
Pausa caffè
15:50 → 16:00
Prossima riunione 10m
""",
        outline=(
            "1 22 14:30 5 Benvenuto | Giulia Ferri",
            "2 22 14:35 60 Stato dei siti | Paolo Riva",
            "*2.1 22 14:35 20 Como | Sara Conti",
            "*2.2 22 14:55 20 Garda | Luca Villa, Nino Greco",
            "*2.3 22 15:15 20 Iseo | Elio Mori",
            "3 22 15:35 15 Pausa caffè",
            "4 22 15:50 10 Prossima riunione",
        ),
        when=("2022-09-22T14:30:00+02:00", "2022-09-22T16:00:00+02:00", "Europe/Rome"),
    ),
    PastedPage(
        name="german minutes between",
        text="""Arbeitstreffen Gezeiten
Dienstag, 10. Mai 2022
von 13.30 bis 15.00 Uhr
Europe/Berlin
Vorsitzende: Dr. Ilse Krämer

Tagesordnung
• 13.30–13.40 Eröffnung
  Sprecherin: Ilse Krämer
• 13.40–14.40 Runde der Stationen
    ◦ Cuxhaven 15 Min
      Sprecher: Jens Thoms
      Protokoll
      ▪ Der Pegel wurde ersetzt
    ◦ Husum 15 Min
      Sprecher: Karin Uhl, Lars Voss
    ◦ Emden 15 Min
      Sprecher: Maja Wolf
• 14.40–15.00 Verschiedenes
Nächste Sitzung: 24. Mai 2022
""",
        outline=(
            "1 10 13:30 10 Eröffnung | Ilse Krämer",
            "2 10 13:40 60 Runde der Stationen",
            "*2.1 10 13:40 15 Cuxhaven | Jens Thoms",
            "*2.2 10 13:55 15 Husum | Karin Uhl, Lars Voss",
            "*2.3 10 14:10 15 Emden | Maja Wolf",
            "3 10 14:40 20 Verschiedenes",
        ),
        when=("2022-05-10T13:30:00+02:00", "2022-05-10T15:00:00+02:00", "Europe/Berlin"),
        chair="Ilse Krämer",
        notes={"2.1": "▪ Der Pegel wurde ersetzt"},
        needs_indent=True,
    ),
    PastedPage(
        name="spanish minutes between",
        text="""Reunión del consorcio Marea
miércoles, 4 de mayo de 2022
de 9:00 a 10:30 (Europe/Madrid)
Coordinadora: Lucía Sanz
9:00 → 9:15
Bienvenida 15m
Ponente: Lucía Sanz (IEO)
9:15 → 10:15
Informes de los nodos 1h
Moderador: Pedro Gil
9:15
Cádiz 20m
Ponente: Pedro Gil
Acta
Se ha cambiado el sensor.
9:35
Vigo 20m
Ponentes: Ana Ruiz y Íñigo Otero
9:55
Palma 20m
Oradora: María José Pons
10:15 → 10:30
Próxima reunión 15m
""",
        outline=(
            "1 04 09:00 15 Bienvenida | Lucía Sanz",
            "2 04 09:15 60 Informes de los nodos | Pedro Gil",
            "*2.1 04 09:15 20 Cádiz | Pedro Gil",
            "*2.2 04 09:35 20 Vigo | Ana Ruiz, Íñigo Otero",
            "*2.3 04 09:55 20 Palma | María José Pons",
            "3 04 10:15 15 Próxima reunión",
        ),
        when=("2022-05-04T09:00:00+02:00", "2022-05-04T10:30:00+02:00", "Europe/Madrid"),
        notes={"2.1": "Se ha cambiado el sensor."},
    ),
    PastedPage(
        name="english mail with a numbered list",
        text="""Weekly sync of the Dune project
Date: Friday 7 October 2022
Time: 2-3:30pm (Europe/London)
Room: Lab 3

Agenda
1. Welcome and minutes of the last meeting
2. Reports
   2.1 Dunes north (Ann Lee)
   2.2 Dunes south (Bo Roy)
3. AOB
""",
        outline=(
            "1 07 14:00 0 Welcome and minutes of the last meeting",
            "2 07 14:00 0 Reports",
            "2.1 07 14:00 0 Dunes north | Ann Lee",
            "2.2 07 14:00 0 Dunes south | Bo Roy",
            "3 07 14:00 0 AOB",
        ),
        when=("2022-10-07T14:00:00+01:00", "2022-10-07T15:30:00+01:00", "Europe/London"),
    ),
    PastedPage(
        name="english mail with times",
        text="""Lagoon call
7 October 2022
Chair: Ann Lee

10:00 Welcome
10:10 Report of the boats
Speaker: Bo Roy
10:40 Plans for spring
11:00 End
""",
        outline=(
            "1 07 10:00 10 Welcome",
            "2 07 10:10 30 Report of the boats | Bo Roy",
            "3 07 10:40 20 Plans for spring",
        ),
        when=("2022-10-07T10:00:00+02:00", "2022-10-07T11:00:00+02:00", "Europe/Paris"),
        chair="Ann Lee",
    ),
    PastedPage(
        name="spanish mail with bullets",
        text="""Red de Boyas
Fecha: 4 de octubre de 2022
Hora: 16:00 - 17:30 (Europe/Madrid)
Lugar: Sala 2

Orden del día
- Apertura (Lucía Sanz, 5 min)
- Informes
  - Cádiz (Pedro Gil)
  - Vigo (Ana Ruiz)
  - Palma (Jon Otero)
- Próxima reunión
""",
        outline=(
            "1 04 16:00 5 Apertura | Lucía Sanz",
            "2 04 16:05 0 Informes",
            "*2.1 04 16:05 0 Cádiz | Pedro Gil",
            "*2.2 04 16:05 0 Vigo | Ana Ruiz",
            "*2.3 04 16:05 0 Palma | Jon Otero",
            "3 04 16:05 0 Próxima reunión",
        ),
        when=("2022-10-04T16:00:00+02:00", "2022-10-04T17:30:00+02:00", "Europe/Madrid"),
        needs_indent=True,
    ),
    PastedPage(
        name="date with times of two days",
        text="""Glacier Days
3 Mar 2021, 09:00 → 4 Mar 2021, 12:30 Europe/Zurich
ETH
Wednesday 3 March
  09:00 → 09:30
    Opening
    30m
    Speaker: Ann Lee
  09:30 → 10:30
    Ice cores
    1h
Thursday 4 March
  09:00 → 12:30
    Field trip
""",
        outline=(
            "1 03 09:00 30 Opening | Ann Lee",
            "2 03 09:30 60 Ice cores",
            "3 04 09:00 210 Field trip",
        ),
        when=("2021-03-03T09:00:00+01:00", "2021-03-04T12:30:00+01:00", "Europe/Zurich"),
    ),
)
